package dev.carillon.app.demo;

import dev.carillon.linux.Pipe;
import dev.carillon.loop.CounterSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Source;
import dev.carillon.loop.SourceStatistics;
import dev.carillon.loop.StreamSource;
import dev.carillon.loop.Trigger;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Handlers by name that come and go while the loop runs. There is no manager to write: the loop keeps the sources, each has
 * a name, a switch and statistics, and what C passes as a pointer to user data is what a lambda captures.
 *
 * <p>Here the program runs the loop turn by turn, so that each step has its effect before the next.
 */
final class EventManager implements Demo {
    private static final String ROW = "%-8s %-8s %-8s %7s %7s %10s%n";

    private final Map<String, Source> handlers = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    @Override
    public int run(PrintStream out, List<String> arguments) {
        List<Long> values = new ArrayList<>(); // the handlers' user data
        List<String> texts = new ArrayList<>();
        Pipe pipe = Pipe.open();
        try (EventLoop loop = EventLoop.open("manager");
                pipe) {
            CounterSource jobs = register(loop.counter("jobs", (source, value) -> values.add(value)));
            StreamSource lines = register(loop.lines("lines", pipe.reader(), (source, line) -> texts.add(line)));
            // At an edge the kernel reports once; the source then reads until nothing is left. Reading once would leave
            // the second line lying until a third one comes.
            lines.trigger(Trigger.EDGE);
            switching(loop, jobs, values);
            pipe.writer().write(ByteBuffer.wrap("one\ntwo\nthr".getBytes(StandardCharsets.UTF_8)));
            settle(loop);
            expect(texts.equals(List.of("one", "two")), "two lines of one write are handled, the third waits");
            pipe.writer().write(ByteBuffer.wrap("ee\n".getBytes(StandardCharsets.UTF_8)));
            settle(loop);
            expect(texts.equals(List.of("one", "two", "three")), "a line in two pieces is one line");
            comingAndGoing(loop, jobs, values);
            table(out);
        }
        out.println("values " + values + ", lines " + texts);
        failures.forEach(failure -> out.println("not so: " + failure));
        return Demo.check(out, failures.isEmpty(), "handlers run while they are there and switched on, and only then");
    }

    private void switching(EventLoop loop, CounterSource jobs, List<Long> values) {
        jobs.add(1);
        settle(loop);
        jobs.disable();
        jobs.add(2);
        jobs.add(3);
        settle(loop);
        expect(values.equals(List.of(1L)), "a disabled handler is not called");
        jobs.enable(); // what came meanwhile waited in the kernel
        settle(loop);
        expect(values.equals(List.of(1L, 5L)), "an enabled one gets what it missed");
    }

    private void comingAndGoing(EventLoop loop, CounterSource jobs, List<Long> values) {
        // A handler may register others and remove itself.
        CounterSource first = register(loop.counter("first", (source, value) -> {
            register(loop.defer("second", deferred -> values.add(-value))).schedule();
            remove("first");
        }));
        first.add(7);
        settle(loop);
        expect(values.getLast() == -7 && !first.isOpen(), "the first handler registered the second and left");
        int before = values.size();
        remove("jobs");
        boolean refused = false;
        try {
            jobs.add(1);
        } catch (IllegalStateException e) {
            refused = true;
        }
        settle(loop);
        expect(refused && values.size() == before, "nothing reaches a handler that was removed");
    }

    private <S extends Source> S register(S source) {
        handlers.put(source.name(), source);
        return source;
    }

    private void remove(String name) {
        Objects.requireNonNull(handlers.get(name), name).close();
    }

    /** Turns until nothing is ready any more. */
    private static void settle(EventLoop loop) {
        while (loop.turn(Duration.ZERO) > 0) {}
    }

    private void expect(boolean held, String what) {
        if (!held) {
            failures.add(what);
        }
    }

    private void table(PrintStream out) {
        out.printf(Locale.ROOT, ROW, "NAME", "KIND", "STATE", "EVENTS", "BYTES", "µs");
        handlers.forEach((name, source) -> {
            SourceStatistics figures = source.statistics();
            String state = source.isOpen() ? "on" : "removed";
            out.printf(
                    Locale.ROOT,
                    ROW,
                    name,
                    source.kind(),
                    state,
                    figures.events(),
                    figures.bytes(),
                    figures.nanos() / 1000);
        });
    }
}
