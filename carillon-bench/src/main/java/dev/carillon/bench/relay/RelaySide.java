package dev.carillon.bench.relay;

import dev.carillon.bench.machine.Children;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The relays that are compared, each in a process of its own that carries one connection. */
public enum RelaySide {
    /** Ours, as a user starts it, but for the launcher. */
    CARILLON("carillon relay"),
    /** Ours once more: how far two runs of the same thing differ. */
    CONTROL("carillon again"),
    /** A thread each way, {@code splice(2)}. */
    SPLICE("C, splice"),
    /** A thread each way, {@code read(2)} and {@code write(2)} of 64 KiB. */
    COPY("C, copy"),
    /** The same with the JDK's channels. */
    NIO("Java, copy"),
    /** As it is: 8 KiB at a time. */
    SOCAT("socat"),
    /** With 64 KiB at a time, as the others. */
    SOCAT_LARGE("socat -b 65536");

    /** In a brief run. */
    public static final List<RelaySide> FEW = List.of(CARILLON, CONTROL, SPLICE, SOCAT_LARGE);

    private final String text;

    RelaySide(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    boolean isJava() {
        return this == CARILLON || this == CONTROL || this == NIO;
    }

    /**
     * How it is started.
     *
     * @param cRelays the program; null if it could not be made
     * @param port where it carries the connection
     */
    List<String> command(@Nullable Path cRelays, int port) throws Children.Failure {
        String to = Integer.toString(port);
        return switch (this) {
            case CARILLON, CONTROL -> java(CarillonRelay.class, to);
            case NIO -> java(NioRelay.class, to);
            case SPLICE -> c(cRelays, "splice", to);
            case COPY -> c(cRelays, "copy", to);
            case SOCAT -> socat("8192", to);
            case SOCAT_LARGE -> socat("65536", to);
        };
    }

    private static List<String> java(Class<?> mainClass, String port) {
        List<String> command = Children.javaCommand(mainClass);
        command.add(port);
        return command;
    }

    private static List<String> c(@Nullable Path program, String how, String port) throws Children.Failure {
        if (program == null) {
            throw new Children.Failure("no C relays");
        }
        return List.of(program.toString(), how, port);
    }

    /** It says where it listens at the second -d only, and would wait for its connection longer than the runner lives. */
    private static List<String> socat(String size, String port) {
        String listen = "TCP4-LISTEN:0,bind=127.0.0.1,accept-timeout=10";
        return List.of("socat", "-d", "-d", "-b", size, listen, "TCP4:127.0.0.1:" + port);
    }
}
