package dev.carillon.app.monitor;

import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.CounterSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The counter, the pipe, and the generator that feeds them. */
final class Generated {
    private final EventLoop loop;
    private final Journal journal;
    private @Nullable CounterSource counter;
    private @Nullable StreamFd pipe;
    private @Nullable Generator generator;

    Generated(EventLoop loop, Journal journal) {
        this.loop = loop;
        this.journal = journal;
    }

    /** Makes the sources that are wanted. */
    List<Source> open(boolean withCounter, boolean withPipe) {
        List<Source> sources = new ArrayList<>();
        if (withCounter) {
            counter = loop.counter("counter", (source, value) -> journal.event(source, "counter", "value", value));
            sources.add(counter);
        }
        if (withPipe) {
            Pipe ends = Pipe.open();
            pipe = ends.writer();
            sources.add(
                    loop.lines("pipe", ends.reader(), (source, line) -> journal.event(source, "pipe", "line", line)));
        }
        return sources;
    }

    /** Starts the generator, if there is anything to feed. */
    void start(Duration period) {
        if (counter != null || pipe != null) {
            generator = new Generator(counter, pipe, period);
        }
    }

    /** Ends the generator. What it has sent is in the kernel then, for the loop to handle. Idempotent. */
    void stop() {
        if (generator != null) {
            generator.close();
            generator = null;
        }
        if (pipe != null) {
            pipe.close();
            pipe = null;
        }
    }
}
