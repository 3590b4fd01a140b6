package dev.carillon.app.monitor;

import dev.carillon.app.command.Log;
import dev.carillon.config.Failure;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.TimerSource;
import dev.carillon.monitor.file.ReportSettings;
import dev.carillon.monitor.run.Monitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Reports that are made every so often: printed with the events, or written to a file as a whole. */
final class Reports {
    private final EventLoop loop;
    private final Monitor monitor;
    private final Supplier<Figures> figures;
    private final Log log;
    private Optional<ReportSettings> settings = Optional.empty();
    private Optional<TimerSource> timer = Optional.empty();

    Reports(EventLoop loop, Monitor monitor, Supplier<Figures> figures, Log log) {
        this.loop = loop;
        this.monitor = monitor;
        this.figures = figures;
        this.log = log;
    }

    /** As a file says, from now on; what is the same goes on. */
    void replace(Optional<ReportSettings> wanted) {
        if (wanted.equals(settings)) {
            return;
        }
        settings = wanted;
        timer.ifPresent(TimerSource::close);
        timer = wanted.map(each -> {
            TimerSource next = loop.timer("report", (self, ticks) -> report(each));
            next.every(each.every());
            return next;
        });
    }

    private void report(ReportSettings each) {
        Figures now = figures.get();
        if (each.file().isEmpty()) {
            monitor.tell("report", now.fields());
            return;
        }
        monitor.reported(now.fields());
        String text = each.format() == ReportSettings.Format.JSON ? json(now) : now.text() + "\n";
        Path file = each.file().get();
        Thread.ofPlatform().daemon().name("report").start(() -> write(file, text)); // the loop waits for no disk
    }

    private static String json(Figures figures) {
        StringBuilder line = new StringBuilder();
        try {
            new JsonEventWriter(line::append).write(new Event(0, Instant.now(), "monitor", "report", figures.fields()));
        } catch (ReaderGoneException e) {
            throw new IllegalStateException(e); // it is a text
        }
        return line.toString();
    }

    /** Who reads it sees the one before or this one, and no half. */
    private void write(Path file, String text) {
        if (Files.isDirectory(file)) {
            log.error("no report: " + file + " is a directory");
            return;
        }
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.error("no report: " + Failure.line(e));
        }
    }
}
