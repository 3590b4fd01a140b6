package dev.carillon.app.demo;

import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.CounterSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.IdleSource;
import dev.carillon.loop.StreamSource;
import dev.carillon.loop.TimerSource;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Everything at once: counter, timer, signal and pipe in one loop on one thread, fed by another thread.
 *
 * <p>The handlers share their state without a lock, for only the loop's thread runs them. The program ends as a server
 * does: by TERM, which is an event as any other, so what came before it is finished and the total is printed.
 */
final class AllEvents implements Demo {
    private static final int ROUNDS = 5;
    private static final int TICKS = 4;
    private static final Duration QUIET = Duration.ofMillis(150);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long COUNTED = ROUNDS * (ROUNDS + 1) / 2;

    private int number;
    private long counted;
    private int ticks;
    private int lines;
    private boolean ended;
    private int signals;
    private int notices;

    @Override
    public int run(PrintStream out, List<String> arguments) throws InterruptedException {
        Thread generator;
        try (Pipe pipe = Pipe.open();
                EventLoop loop = EventLoop.open("all events")) {
            CounterSource counter = loop.counter("numbers", (source, value) -> {
                counted += value;
                event(out, "counter: " + value);
            });
            loop.lines("lines", pipe.reader(), new Lines(out));
            loop.timer("ticks", (source, count) -> tick(out, source, count)).every(Duration.ofMillis(50));
            loop.signals("end", Set.of(Signal.TERM, Signal.INT, Signal.HUP), (source, info) -> {
                signals++;
                event(out, "signal: " + info.signal() + " by " + info.delivery().label());
                loop.stop();
            });
            loop.idle("quiet", QUIET, (source, quiet) -> quiet(out, source, quiet));
            loop.timeout(loop::stop).schedule(LIMIT); // if TERM is lost the check fails, instead of waiting for ever
            generator = Thread.ofPlatform().daemon().name("generator").start(() -> generate(counter, pipe.writer()));
            loop.run();
        }
        generator.join();
        out.println("total: " + number + " events; counter " + counted + ", ticks " + ticks + ", lines " + lines);
        boolean held = counted == COUNTED && lines == ROUNDS && ticks >= TICKS && signals == 1 && notices > 0;
        return Demo.check(out, held, "nothing that was generated is missing, and TERM ended it");
    }

    private void event(PrintStream out, String what) {
        out.println("#" + ++number + " " + what);
    }

    private void tick(PrintStream out, TimerSource source, long count) {
        ticks += (int) count;
        event(out, "timer: tick " + ticks);
        if (ticks >= TICKS) {
            source.close(); // a timer that goes on ticking is activity: it would never become quiet
        }
    }

    /** Quiet after all is done means the end. Quiet before that is a slow machine. */
    private void quiet(PrintStream out, IdleSource source, Duration quiet) {
        notices++;
        event(out, "idle: nothing happened for " + quiet.toMillis() + " ms");
        if (ended && ticks >= TICKS) {
            source.close();
            Signals.send(ProcessHandle.current().pid(), Signal.TERM);
        }
    }

    /** The pipe's lines, and its end when the generator closes its side. */
    private final class Lines implements StreamSource.LineHandler {
        private final PrintStream out;

        Lines(PrintStream out) {
            this.out = out;
        }

        @Override
        public void line(StreamSource source, String line) {
            lines++;
            event(out, "pipe: " + line);
        }

        @Override
        public void ended(StreamSource source) {
            ended = true;
            event(out, "pipe: closed by the generator");
        }
    }

    private static void generate(CounterSource counter, StreamFd pipe) {
        try (pipe) {
            for (int round = 1; round <= ROUNDS; round++) {
                counter.add(round);
                ByteBuffer line = ByteBuffer.wrap(("line " + round + "\n").getBytes(StandardCharsets.UTF_8));
                while (line.hasRemaining()) {
                    pipe.write(line); // so short a line always finds room in an empty pipe
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
