package dev.carillon.bench.machine;

import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.SendRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a measured server of ours is told of its loop: among its arguments, {@code poller=poll} and {@code ring=off}, or by
 * properties, for all servers of a run.
 */
public final class LoopChoice {
    private static final String POLLER = "poller";
    private static final String RING = "ring";
    private static final String PREFIX = "carillon.bench.";

    private LoopChoice() {}

    /** The options that the arguments ask for, or else the properties; the usual ones if nobody asks. */
    public static LoopOptions options(String... arguments) {
        LoopOptions options = LoopOptions.DEFAULTS;
        String poller = asked(POLLER, arguments);
        if (!poller.isEmpty()) {
            options = options.withPoller(PollerKind.valueOf(poller.toUpperCase(Locale.ROOT)));
        }
        return options.withSendRing(
                switch (asked(RING, arguments)) {
                    case "on" -> SendRing.Use.WHERE_IT_WORKS;
                    case "off" -> SendRing.Use.NEVER;
                    case "calls" -> SendRing.Use.BY_CALLS;
                    default -> options.sendRing();
                });
    }

    private static String asked(String what, String... arguments) {
        for (String argument : arguments) {
            if (argument.startsWith(what + "=")) {
                return argument.substring(what.length() + 1);
            }
        }
        return System.getProperty(PREFIX + what, "");
    }

    /** The arguments that are about something else. */
    public static List<String> others(String... arguments) {
        List<String> others = new ArrayList<>(List.of(arguments));
        others.removeIf(argument -> argument.startsWith(POLLER + "=") || argument.startsWith(RING + "="));
        return others;
    }

    /** What has a JVM that is started know the properties of this one. */
    static List<String> properties() {
        List<String> options = new ArrayList<>();
        for (String what : List.of(POLLER, RING)) {
            String value = System.getProperty(PREFIX + what);
            if (value != null) {
                options.add("-D" + PREFIX + what + "=" + value);
            }
        }
        return options;
    }
}
