package dev.carillon.monitor.source;

import dev.carillon.config.Section;
import dev.carillon.monitor.source.LimitSettings.Over;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a source's table. Each kind of source is named here once. */
public final class SourceReader {
    /** A kind of source: its key, and what reads that of a source's table. */
    private record Reader(String key, Function<Section, Optional<Input>> input) {}

    private static final List<Reader> ALL = List.of(
            new Reader(FifoInput.KEY, FifoInput::read),
            new Reader(StdinInput.KEY, StdinInput::read),
            new Reader(ChildInput.KEY, ChildInput::read),
            new Reader(SignalsInput.KEY, SignalsInput::read),
            new Reader(SampleInput.KEY, SampleInput::read),
            new Reader(TimerInput.KEY, TimerInput::read),
            new Reader(ListenInput.TCP, ListenInput::readTcp),
            new Reader(ListenInput.UDP, ListenInput::readUdp),
            new Reader(ListenInput.UNIX, ListenInput::readUnix),
            new Reader(PostInput.KEY, PostInput::read),
            new Reader(PathInput.KEY, PathInput::read),
            new Reader(PidInput.KEY, PidInput::read),
            new Reader(PressureInput.KEY, PressureInput::read),
            new Reader(CgroupInput.KEY, CgroupInput::read),
            new Reader(MountsInput.KEY, MountsInput::read),
            new Reader(LinksInput.KEY, LinksInput::read),
            new Reader(ClockInput.KEY, ClockInput::read),
            new Reader(CalendarInput.KEY, CalendarInput::read),
            new Reader(CounterInput.KEY, CounterInput::read),
            new Reader(DiskInput.KEY, DiskInput::read),
            new Reader(ConnectInput.KEY, ConnectInput::read),
            new Reader(HttpInput.KEY, HttpInput::read),
            new Reader(PluginInput.KEY, PluginInput::read));

    private SourceReader() {}

    /**
     * Reads one.
     *
     * @return what it says; empty if it does not say what it reads from, which is noted
     */
    public static Optional<SourceSettings> read(String name, Section section) {
        section.exactlyOne(ALL.stream().map(Reader::key).toList());
        List<Input> inputs = ALL.stream()
                .flatMap(reader -> reader.input.apply(section).stream())
                .toList();
        ValueSettings value = ValueSettings.read(section);
        Optional<LimitSettings> limit = LimitSettings.read(section);
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        Input input = inputs.getFirst();
        if (value.isWanted() && !input.givesText()) {
            section.wrong("value", input.key() + " gives no text; allowed where there is some");
        }
        if (limit.isPresent() && limit.get().over() == Over.BLOCK && !input.canWait()) {
            section.wrong("limit", input.key() + " cannot wait; allowed: over = \"merge\" or \"drop\"");
        }
        if (section.has("restart") && !(input instanceof ChildInput)) {
            section.wrong("restart", input.key() + " is not started; allowed with child");
        }
        return Optional.of(new SourceSettings(name, input, value, limit));
    }
}
