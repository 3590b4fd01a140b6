package dev.carillon.loop;

import dev.carillon.linux.Pipe;
import dev.carillon.testkit.ProcessorTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * The child JVM of {@link FirstEventsTest}: a loop that has its first event of many kinds, and prints how much its thread had to
 * do at the most between two ticks of a timer that is due every millisecond. That is CPU time: what others do to a busy machine
 * is not in it.
 */
final class FirstEventsMain {
    private final Set<String> awaited = new TreeSet<>();
    private final EventLoop loop;
    private long last;
    private long longest;

    private FirstEventsMain(EventLoop loop) {
        this.loop = loop;
    }

    public static void main(String[] arguments) {
        FirstEventsMain main =
                new FirstEventsMain(EventLoop.open("first", Loops.OPTIONS.withTimerAccuracy(Duration.ZERO)));
        main.listen();
        main.loop.run();
        IO.println("held up " + Duration.ofNanos(main.longest).toMillis() + " ms");
    }

    private void tick() {
        long now = ProcessorTime.ofThisThread();
        if (last > 0) { // what run() does before the first turn holds no event up
            longest = Math.max(longest, now - last);
        }
        last = now;
    }

    private void listen() {
        loop.timer("pulse", (source, ticks) -> tick()).every(Duration.ofMillis(1));
        await("counter");
        loop.counter("counter", (source, value) -> seen("counter")).add(1);
        await("timeout");
        loop.timeout(() -> seen("timeout")).schedule(Duration.ofMillis(120));
        await("lines");
        Pipe pipe = Pipe.open();
        loop.lines("lines", pipe.reader(), (source, line) -> seen("lines"));
        pipe.writer().write(ByteBuffer.wrap("line\n".getBytes(StandardCharsets.US_ASCII)));
        await("defer");
        loop.defer("defer", source -> seen("defer")).schedule();
        await("task");
        Thread.ofPlatform().daemon().start(() -> loop.execute(() -> seen("task")));
    }

    private void await(String what) {
        awaited.add(what);
    }

    private void seen(String what) {
        awaited.remove(what);
        if (awaited.isEmpty()) {
            loop.stop();
        }
    }
}
