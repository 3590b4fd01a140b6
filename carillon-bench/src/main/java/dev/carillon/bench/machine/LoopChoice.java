package dev.carillon.bench.machine;

import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.SendRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a measured server of ours is told of its loop, among its arguments: {@code poller=poll}, {@code ring=never}. */
public final class LoopChoice {
    private static final String POLLER = "poller=";
    private static final String RING = "ring=";

    private LoopChoice() {}

    /** The options that the arguments ask for; the usual ones if they ask for none. */
    public static LoopOptions options(String... arguments) {
        LoopOptions options = LoopOptions.DEFAULTS;
        for (String argument : arguments) {
            if (argument.startsWith(POLLER)) {
                options = options.withPoller(PollerKind.valueOf(enumName(argument, POLLER)));
            } else if (argument.startsWith(RING)) {
                options = options.withSendRing(SendRing.Use.valueOf(enumName(argument, RING)));
            }
        }
        return options;
    }

    private static String enumName(String argument, String prefix) {
        return argument.substring(prefix.length()).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The arguments that are about something else. */
    public static List<String> others(String... arguments) {
        List<String> others = new ArrayList<>(List.of(arguments));
        others.removeIf(argument -> argument.startsWith(POLLER) || argument.startsWith(RING));
        return others;
    }
}
