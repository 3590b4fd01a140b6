package dev.carillon.examples;

import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.Backoff;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Supervisor;
import dev.carillon.loop.SupervisorEvent;
import dev.carillon.loop.SupervisorOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Keeps a command running until TERM or Ctrl-C, or until it has failed three times within a minute. */
public final class Supervised {
    private Supervised() {}

    /**
     * Runs it.
     *
     * @param command the program and its arguments
     */
    public static void main(String[] command) {
        try (EventLoop loop = EventLoop.open("main")) {
            Supervisor supervisor = loop.supervise("command", spawn(command), options(), new Teller());
            loop.signals("end", Set.of(Signal.TERM, Signal.INT), (source, info) -> supervisor.stop());
            loop.run();
        }
    }

    private static Spawn spawn(String[] command) {
        return Spawn.command(List.of(command)).ownGroup().pipeOutput();
    }

    private static SupervisorOptions options() {
        return SupervisorOptions.DEFAULTS
                .withBackoff(Backoff.USUAL.withFirst(Duration.ofMillis(10)))
                .withStartLimit(3, Duration.ofMinutes(1))
                .withStopTimeout(Duration.ofSeconds(5));
    }

    /** Says what happens. */
    private static final class Teller implements Supervisor.Handler {
        @Override
        public void happened(Supervisor supervisor, SupervisorEvent event) {
            switch (event) {
                case SupervisorEvent.Ended ended -> System.out.println("it " + ended.status());
                case SupervisorEvent.GaveUp given -> {
                    System.out.println("given up after " + given.starts() + " starts");
                    supervisor.loop().stop();
                }
                case SupervisorEvent.Stopped stopped -> supervisor.loop().stop();
                default -> {}
            }
        }

        @Override
        public void output(Supervisor supervisor, String line) {
            System.out.println("it says " + line);
        }
    }
}
