package dev.carillon.app.demo;

import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Signals;
import dev.carillon.loop.EventLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Signals as events of a loop. The program sends itself some, and prints who sent each and with which value.
 *
 * <p>A signalfd gets only what every thread blocks, and a JVM has a dozen threads before {@code main}: the launcher blocks
 * signals before it starts the JVM. Without it, the JVM's own handler is left, which knows neither sender nor value, and
 * real-time signals, which it does not know at all, are not sent here: they would kill the process.
 */
final class SignalDemo implements Demo {
    private static final Signal REAL_TIME = Signal.realTime(1);
    private static final List<Signal> SENT = List.of(Signal.USR1, Signal.HUP, Signal.TERM, Signal.INT, REAL_TIME);
    private static final List<Integer> VALUES = List.of(30, 10, 20);
    private static final String IGNORED = "SigIgn:";
    private static final int HEXADECIMAL = 16;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final long ownPid = ProcessHandle.current().pid();
    private final Set<Signal> missing = new TreeSet<>();
    private final List<Integer> values = new ArrayList<>();
    private boolean senderWrong;

    @Override
    public int run(PrintStream out, List<String> arguments) throws IOException {
        Map<SignalDelivery, Set<Signal>> ways = Signals.delivery(SENT);
        Set<Signal> bySignalFd = ways.getOrDefault(SignalDelivery.SIGNALFD, Set.of());
        Set<Signal> byJvm = new TreeSet<>(ways.getOrDefault(SignalDelivery.JVM, Set.of()));
        ways.forEach((way, signals) -> out.println(way.label() + ": " + signals));
        if (bySignalFd.size() < SENT.size()) {
            out.println("not all are blocked in every thread, so the JVM's handler takes over where it can:"
                    + " start through the launcher, ./carillon");
        }
        long ignored = ignoredMask();
        if (byJvm.removeIf(signal -> (ignored >>> (signal.number() - 1) & 1) == 1)) {
            out.println("whoever started this has some ignored: they are not sent, only " + byJvm);
        }
        missing.addAll(bySignalFd);
        missing.addAll(byJvm);
        if (missing.isEmpty()) {
            return Demo.check(out, true, "nothing can be received here, so nothing was sent");
        }
        Set<Signal> receivable = Set.copyOf(missing);
        receive(out, receivable);
        boolean inOrder = !receivable.contains(REAL_TIME) || values.equals(VALUES);
        String claim = "every signal arrived, from pid " + ownPid + " where the sender is known, values in order";
        return Demo.check(out, missing.isEmpty() && inOrder && !senderWrong, claim);
    }

    private void receive(PrintStream out, Set<Signal> receivable) {
        try (EventLoop loop = EventLoop.open("signals")) {
            // Listening comes before sending: the default action of most of these is to end the process.
            loop.signals("signals", receivable, (source, info) -> {
                received(out, info);
                if (missing.isEmpty()) {
                    loop.stop();
                }
            });
            loop.timeout(loop::stop).schedule(LIMIT); // a signal that is lost fails the check instead of hanging it
            for (Signal signal : SENT) {
                if (receivable.contains(signal)) {
                    send(signal);
                }
            }
            loop.run();
        }
    }

    private void send(Signal signal) {
        if (!signal.isRealTime()) {
            Signals.send(ownPid, signal);
            return;
        }
        for (int value : VALUES) {
            Signals.queue(ownPid, signal, value); // real-time signals queue: three of them stay three
        }
    }

    private void received(PrintStream out, SignalInfo info) {
        out.println("  " + info.signal() + " by " + info.delivery().label()
                + (info.hasSender() ? " from pid " + info.pid() + " uid " + info.uid() : ", sender unknown")
                + (info.signal().isRealTime() ? ", value " + info.value() : ""));
        senderWrong |= info.hasSender() && info.pid() != ownPid;
        if (info.signal().isRealTime()) {
            values.add(info.value());
        }
        if (!info.signal().isRealTime() || values.size() == VALUES.size()) {
            missing.remove(info.signal());
        }
    }

    /** A signal that was ignored when the JVM started, as {@code nohup(1)} does with HUP, is left ignored by the JVM. */
    private static long ignoredMask() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(IGNORED)) {
                return Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), HEXADECIMAL);
            }
        }
        return 0;
    }
}
