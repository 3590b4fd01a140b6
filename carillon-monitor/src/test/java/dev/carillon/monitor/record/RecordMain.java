package dev.carillon.monitor.record;

import dev.carillon.monitor.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Records events in a process of its own: until it is killed, or on a disk that is full for a while. */
final class RecordMain {
    private static final int A_MILLISECOND = 20; // 20,000 a second

    private final Recorder recorder;
    private long id;

    private RecordMain(Recorder recorder) {
        this.recorder = recorder;
        this.id = recorder.lastId();
    }

    /** The directory, and whether the disk is a small one. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        AtomicLong well = new AtomicLong();
        RecordSettings settings = new RecordSettings(
                100_000, Duration.ofDays(1), 1L << 30, Duration.ofDays(1), Duration.ofMillis(10), 1 << 16);
        Recorder recorder = new Recorder(directory, settings, (kind, text) -> {
            System.out.println(kind + ": " + text);
            well.addAndGet(kind.equals("record-well") ? 1 : 0);
        });
        RecordMain main = new RecordMain(recorder);
        if (arguments.length == 1) {
            main.record(() -> false);
            return;
        }
        main.record(() -> recorder.lost() > 0);
        List<Path> full = Segment.all(directory);
        for (Path sealed : full.subList(0, 2)) {
            Files.delete(sealed);
        }
        main.record(() -> well.get() > 0);
        recorder.close();
        System.out.println("unaccounted " + (main.id - recorder.written() - recorder.lost()));
    }

    private void record(BooleanSupplier end) {
        while (!end.getAsBoolean()) {
            for (int i = 0; i < A_MILLISECOND; i++) {
                id++;
                recorder.record(new Event(
                        id, Duration.ofMillis(id), Instant.EPOCH, "boiler", "line", Map.of("line", "x".repeat(100))));
            }
            if (recorder.written() > 2000) {
                System.out.println("written " + recorder.written());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
