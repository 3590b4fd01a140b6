package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.linux.Signal;
import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.file.MonitorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A monitor of a file in a test, turned by hand on the kernel's own events. */
final class Watched implements AutoCloseable {
    private static final Duration TURN = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final EventLoop loop = EventLoop.open("test");
    final List<Event> events = new ArrayList<>();
    final List<String> lines = new ArrayList<>();
    final Monitor monitor;
    private final Path file;

    private Watched(Path file) throws IOException, WrongConfiguration {
        this.file = file;
        try {
            monitor = Monitor.open(loop, MonitorFile.read(file), Set.of(Signal.USR1), events::add, lines::add);
        } catch (IOException | WrongConfiguration e) {
            loop.close();
            throw e;
        }
    }

    static Watched of(Path directory, String text) throws IOException, WrongConfiguration {
        return new Watched(Files.writeString(directory.resolve("m.toml"), text));
    }

    /** As a reload does. */
    void reload(String text) throws IOException, WrongConfiguration {
        Files.writeString(file, text);
        monitor.reload(MonitorFile.read(file));
    }

    /** Turns until something is so. */
    void await(BooleanSupplier isSo) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("in time: %s", tail()).isNegative();
            loop.turn(TURN);
        }
    }

    /** What has happened in this turn is told in the next. */
    void awaitTold() {
        loop.turn(Duration.ZERO);
    }

    /** Turns until an event of a source is there, of those after so many. */
    Event await(int after, String source, Predicate<Event> isIt) {
        Predicate<Event> wanted = event -> event.source().equals(source) && isIt.test(event);
        await(() -> events.stream().skip(after).anyMatch(wanted));
        return events.stream().skip(after).filter(wanted).findFirst().orElseThrow();
    }

    Event await(String source, String kind) {
        return await(0, source, event -> event.kind().equals(kind));
    }

    /** The lines of a source, or what else its events have under a name. */
    List<Object> fields(String source, String name) {
        return events.stream()
                .filter(event -> event.source().equals(source) && event.fields().containsKey(name))
                .map(event -> event.fields().get(name))
                .toList();
    }

    Ledger.Figures ledger(String source) {
        Ledger ledger = monitor.ledgers().get(source);
        return ledger == null ? new Ledger().figures() : ledger.figures();
    }

    private List<Event> tail() {
        return events.subList(Math.max(0, events.size() - 20), events.size());
    }

    @Override
    public void close() {
        monitor.close();
        loop.close();
    }
}
