package dev.carillon.testkit;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.JvmSignals;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalFd;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The child of the signal tests: what it does is its first argument, the signals are the others. */
final class SignalChild {
    private static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private SignalChild() {}

    public static void main(String[] arguments) throws IOException {
        Set<Signal> signals =
                Arrays.stream(arguments).skip(1).map(Signal::parse).collect(Collectors.toCollection(TreeSet::new));
        switch (arguments[0]) {
            case "delivery" -> printDelivery(signals);
            case "wait" -> printAsTheyCome(signals);
            case "collect" -> printOnceTold(signals);
            case "jvm" -> printCallsOfTheJvm(signals);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void printDelivery(Set<Signal> signals) {
        TreeMap<String, Set<Signal>> ways = new TreeMap<>((a, b) -> b.compareTo(a));
        Signals.delivery(signals).forEach((way, some) -> ways.put(way.label(), some));
        IO.println("delivery " + ways);
    }

    private static String text(SignalInfo info) {
        return info.signal() + " pid " + info.pid() + " uid " + info.uid() + " code " + info.code() + " value "
                + info.value() + " by " + info.delivery().label();
    }

    /** Prints each signal as it comes, until INT does or, without it, the process is killed. */
    private static void printAsTheyCome(Set<Signal> signals) {
        Signals.restoreDefault(List.of(Signal.TERM, Signal.INT, Signal.HUP));
        try (SignalFd fd = SignalFd.open(signals);
                Epoll epoll = Epoll.open(1)) {
            epoll.add(fd, Epoll.IN, 1);
            IO.println("ready");
            while (true) {
                epoll.await(-1);
                for (SignalInfo info = fd.read(); info != null; info = fd.read()) {
                    IO.println(text(info));
                    if (info.signal() == Signal.INT) {
                        return;
                    }
                }
            }
        }
    }

    /** Leaves signals pending until a line of input, then prints all of them; then again, until the end of input. */
    private static void printOnceTold(Set<Signal> signals) throws IOException {
        try (SignalFd fd = SignalFd.open(signals)) {
            IO.println("ready");
            while (INPUT.readLine() != null) {
                int count = 0;
                for (SignalInfo info = fd.read(); info != null; info = fd.read()) {
                    count++;
                    IO.println(text(info));
                }
                IO.println("collected " + count);
            }
        }
    }

    private static void printCallsOfTheJvm(Set<Signal> signals) throws IOException {
        AtomicInteger calls = new AtomicInteger();
        try (EventFd counter = EventFd.open(0, Set.of(EventFd.Flag.CLOEXEC))) {
            List<JvmSignals.Registration> registrations = signals.stream()
                    .map(signal -> JvmSignals.register(signal, raised -> {
                        IO.println("handler " + raised);
                        calls.incrementAndGet();
                        counter.add(1);
                    }))
                    .toList();
            IO.println("ready");
            counter.read();
            registrations.forEach(JvmSignals.Registration::close);
            IO.println("closed after " + calls.get());
            INPUT.readLine();
        }
    }
}
