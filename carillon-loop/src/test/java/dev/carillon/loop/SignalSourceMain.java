package dev.carillon.loop;

import dev.carillon.linux.OpenDescriptors;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.SignalSetup;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The child JVM of {@link SignalSourceTest}: a loop that obeys lines of its standard input and prints what happens. */
final class SignalSourceMain {
    private final EventLoop loop = Loops.open("child");
    private final Map<String, SignalSource> sources = new HashMap<>();
    private final Map<String, Thread> waiters = new HashMap<>();

    private SignalSourceMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        SignalSourceMain child = new SignalSourceMain();
        child.loop.standardInput((source, line) -> child.obey(line.split(" ", -1)));
        IO.println("ready");
        child.loop.run();
        for (Thread waiter : child.waiters.values()) {
            waiter.join(); // it still has to say how its wait ended
        }
        IO.println("ended");
    }

    private void obey(String... words) {
        String name = words[1];
        switch (words[0]) {
            case "open", "open-once", "open-awaited", "open-failing" -> open(words[0], name, words);
            case "close" -> source(name).close();
            case "disable" -> source(name).disable();
            case "enable" -> source(name).enable();
            case "ledger" ->
                IO.println(name + " " + source(name).ledger() + " open "
                        + source(name).ledger().open());
            case "await" -> waiters.put(name, Thread.ofVirtual().start(() -> await(name, words[2])));
            case "adopt" -> SignalSetup.adopt();
            case "interrupt" -> waiter(name).interrupt();
            case "inventory" -> IO.println("inventory " + inventory());
            case "stop" -> loop.stop();
            default -> throw new IllegalArgumentException(words[0]);
        }
        IO.println("done " + String.join(" ", words));
    }

    private SignalSource source(String name) {
        return Objects.requireNonNull(sources.get(name));
    }

    private Thread waiter(String name) {
        return Objects.requireNonNull(waiters.get(name));
    }

    private void open(String how, String name, String... words) {
        Set<Signal> signals =
                Arrays.stream(words).skip(2).map(Signal::parse).collect(Collectors.toCollection(TreeSet::new));
        try {
            SignalSource made = switch (how) {
                case "open-awaited" -> loop.signals(name, signals);
                case "open-once" ->
                    loop.signals(name, signals, (source, info) -> {
                        print(source, info);
                        source.close();
                    });
                case "open-failing" ->
                    loop.signals(name, signals, (source, info) -> {
                        print(source, info);
                        throw new IllegalStateException("planted");
                    });
                default -> loop.signals(name, signals, SignalSourceMain::print);
            };
            if (how.equals("open-failing")) {
                made.onFailure(FailurePolicy.DISABLE);
            }
            sources.put(name, made);
            Map<Signal, String> delivery = new TreeMap<>();
            made.delivery().forEach((signal, way) -> delivery.put(signal, way.label()));
            IO.println(name + " gets " + delivery);
        } catch (IllegalArgumentException e) {
            IO.println(name + " refused: " + e.getMessage());
        }
    }

    private static void print(SignalSource source, SignalInfo info) {
        IO.println(source.name() + " got " + text(info));
    }

    private static String text(SignalInfo info) {
        return info.signal() + " pid " + info.pid() + " uid " + info.uid() + " value " + info.value() + " by "
                + info.delivery().label() + (info.hasSender() ? "" : ", sender unknown");
    }

    /** On a virtual thread; no time means for ever. */
    private void await(String name, String millis) {
        IO.println(name + " awaits");
        try {
            SignalInfo info = millis.isEmpty()
                    ? source(name).await()
                    : source(name).await(Duration.ofMillis(Long.parseLong(millis)));
            IO.println(name + " awaited " + text(info));
        } catch (InterruptedException | TimeoutException | IllegalStateException e) {
            IO.println(name + " " + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private String inventory() {
        return loop.sources().size() + " sources, "
                + OpenDescriptors.list().targets().size() + " descriptors, audit " + loop.audit();
    }
}
