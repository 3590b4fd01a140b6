package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalInfo;
import dev.carillon.loop.Priority;
import dev.carillon.loop.SignalSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Signals that other processes send, with who sent them.
 *
 * @param signals which; those that mean something to the monitor itself keep their meaning
 */
record SignalsInput(Set<Signal> signals) implements Input {
    static final String KEY = "signals";
    /** The kernel does not give them away, or has a thread get them that did something wrong. */
    private static final Set<Signal> NOBODYS =
            Set.of(Signal.KILL, Signal.STOP, Signal.ILL, Signal.TRAP, Signal.BUS, Signal.FPE, Signal.SEGV, Signal.SYS);

    private static final Key<Signal> SIGNALS = new Key<>(
            KEY,
            Kind.text("a signal that a process can take: \"USR2\", \"WINCH\", \"RTMIN+1\"", SignalsInput::signal),
            "Signals, with pid, uid and value of who sends them. TERM, INT, HUP and USR1 keep their meaning for the"
                    + " monitor.");

    static Optional<Input> read(Section source) {
        List<Signal> signals = source.list(SIGNALS);
        if (!source.has(KEY)) {
            return Optional.empty();
        }
        if (signals.isEmpty() && !source.hasWrong(KEY)) {
            source.wrong(KEY, "allowed: one signal or more");
        }
        return Optional.of(new SignalsInput(Set.copyOf(signals)));
    }

    /** Whether this process can take one of the others turns out when it is opened: it depends on how it was started. */
    private static Signal signal(String text) {
        Signal signal = Signal.parse(text);
        if (signal.equals(Signal.CHLD)) {
            throw new IllegalArgumentException("that is how programs of the monitor end, which child tells, and pid");
        }
        if (NOBODYS.contains(signal)) {
            throw new IllegalArgumentException("no process can wait for it");
        }
        return signal;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Set<String> claims() {
        return signals.stream().map(Signal::name).collect(Collectors.toSet());
    }

    @Override
    public Set<String> fields() {
        return Set.of("signal", "pid", "uid", "value");
    }

    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public boolean canWait() {
        return true;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        Set<Signal> shared = new TreeSet<>();
        Set<Signal> own = new TreeSet<>();
        for (Signal signal : signals) {
            (inlet.share(signal, info -> tell(inlet, info)) ? shared : own).add(signal);
        }
        SignalSource source =
                own.isEmpty() ? null : inlet.loop().signals(inlet.name(), own, (self, info) -> tell(inlet, info));
        if (source != null) {
            source.priority(Priority.HIGH);
        }
        return new Open(inlet, shared, source);
    }

    private static void tell(Inlet inlet, SignalInfo info) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("signal", info.signal().name());
        if (info.hasSender()) {
            fields.put("pid", info.pid());
            fields.put("uid", info.uid());
            fields.put("value", info.value());
        }
        inlet.event("signal", fields);
    }

    /** Own ones, and those that the monitor passes on. */
    private record Open(
            Inlet inlet, Set<Signal> shared, @Nullable SignalSource own) implements OpenInput {
        @Override
        public void reading(boolean isOn) {
            if (own != null) {
                new OpenSource(own).reading(isOn);
            }
        }

        @Override
        public void close() {
            shared.forEach(signal -> inlet.share(signal, null));
            if (own != null) {
                own.close();
            }
        }
    }
}
