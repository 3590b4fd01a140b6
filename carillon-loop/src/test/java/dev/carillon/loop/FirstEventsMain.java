package dev.carillon.loop;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.linux.Spawn;
import dev.carillon.testkit.ProcessorTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The child JVM of {@link FirstEventsTest}: a loop that has its first event of every kind, and prints the longest of its turns,
 * from the end of one wait to the beginning of the next, and what was handled in it. A turn is measured by the processor time
 * of the loop's thread: what others do to a busy machine is not in it, and what the loop itself loads, links and computes is.
 * What the loop's own statistics say of handlers is by the clock; it is printed for who reads, and proves nothing here.
 */
final class FirstEventsMain {
    private final Set<String> awaited = new TreeSet<>();
    private final List<String> handled = new ArrayList<>();
    private final Path directory;
    private final EventLoop loop;
    private final WorkerPool workers = new WorkerPool("worker", 1);
    private long turnBegan;
    private long longest;
    private List<String> inLongest = List.of();

    /** Sees each turn's two ends. */
    private final class TurnWatch extends PollerWrapper {
        private TurnWatch(Poller real) {
            super(real);
        }

        @Override
        public int poll(long timeoutNanos) {
            turnEnded();
            int events = super.poll(timeoutNanos);
            turnBegan = ProcessorTime.ofThisThread();
            return events;
        }
    }

    private FirstEventsMain(Path directory) {
        this.directory = directory;
        loop = EventLoop.open(
                "first",
                Loops.OPTIONS
                        .withPoller(batch -> new TurnWatch(Loops.POLLER.apply(batch)))
                        .withSlowHandler(Duration.ofMillis(20))
                        .withTimerAccuracy(Duration.ZERO));
    }

    public static void main(String[] arguments) throws IOException {
        FirstEventsMain main = new FirstEventsMain(Path.of(arguments[0]));
        main.listen();
        main.listenToOthers();
        main.happen();
        main.turnBegan = ProcessorTime.ofThisThread(); // its own first call takes a while
        main.turnBegan = ProcessorTime.ofThisThread();
        main.loop.run();
        main.workers.close();
        IO.println("longest " + Duration.ofNanos(main.longest).toMillis() + " ms, in which were handled "
                + main.inLongest);
        IO.println("longer than 20 ms by the clock: " + main.loop.statistics().slowHandlers());
    }

    private void turnEnded() {
        long took = ProcessorTime.ofThisThread() - turnBegan;
        if (took > longest) {
            longest = took;
            inLongest = List.copyOf(handled);
        }
        handled.clear();
    }

    private void listen() {
        loop.counter("counter", (source, value) -> seen("counter")).add(1);
        loop.semaphore("semaphore", 1, (source, value) -> seen("semaphore"));
        loop.timer("timer", (source, ticks) -> seen("timer")).after(Duration.ofMillis(3));
        loop.kernelTimer("kernel timer", Clock.MONOTONIC, (source, ticks) -> seen("kernel timer"))
                .arm(Duration.ofMillis(5), Duration.ZERO);
        loop.timeout(() -> seen("timeout")).schedule(Duration.ofMillis(120));
        loop.idle("idle", Duration.ofMillis(10), (source, quiet) -> seen("idle"));
        loop.defer("defer", source -> seen("defer")).schedule();
        loop.post("post", source -> seen("post"));
        loop.signals("signal", Set.of(Signal.USR1), (source, info) -> seen("signal"));
        awaited.addAll(
                List.of("counter", "semaphore", "timer", "kernel timer", "timeout", "idle", "defer", "post", "signal"));
    }

    private void listenToOthers() throws IOException {
        Pipe lines = Pipe.open();
        loop.lines("lines", lines.reader(), (source, line) -> seen("lines"));
        lines.writer().write(ByteBuffer.wrap("line\n".getBytes(StandardCharsets.US_ASCII)));
        Pipe bytes = Pipe.open();
        loop.bytes("bytes", bytes.reader(), (source, chunk) -> seen("bytes"));
        StreamWriter writer = loop.writer("writer", bytes.writer(), (source, end) -> seen("writer's end"));
        writer.write("bytes");
        writer.finish();
        EventFd fd = EventFd.open();
        loop.descriptor("descriptor", fd, Epoll.IN, (source, events) -> {
            fd.read();
            seen("descriptor");
        });
        fd.add(1);
        loop.child("child", Spawn.command("true"), (source, status) -> seen("child"));
        loop.child("process", new ProcessBuilder("true").start(), (source, status) -> seen("process"));
        loop.path("path", directory, (source, change) -> seen("path"));
        CounterSource worked = loop.counter(
                "worker", (source, value) -> workers.hand(source, () -> loop.execute(() -> seen("worker"))));
        worked.add(1);
        awaited.addAll(List.of("lines", "bytes", "writer's end", "descriptor", "child", "process", "path", "worker"));
    }

    private void happen() {
        CounterSource awaitedOne = loop.counter("awaited");
        awaitedOne.add(1);
        var _ = awaitedOne.next().thenRun(() -> seen("await"));
        Thread.ofPlatform().daemon().start(() -> {
            loop.execute(() -> seen("task"));
            Signals.send(ProcessHandle.current().pid(), Signal.USR1);
            try {
                Files.writeString(directory.resolve("file"), "made");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        awaited.addAll(List.of("await", "task"));
    }

    private void seen(String what) {
        handled.add(what);
        awaited.remove(what);
        if (awaited.isEmpty()) {
            loop.stop();
        }
    }
}
