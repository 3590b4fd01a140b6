package dev.carillon.monitor.action;

import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.rule.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Actions on a loop of the test's own thread, with all that they tell. */
final class Bench implements AutoCloseable {
    Duration patience = Duration.ofSeconds(60);

    final EventLoop loop = EventLoop.open("actions");
    final List<String> lines = new ArrayList<>();
    final List<Attempt> attempts = new ArrayList<>();
    final Actions actions = new Actions(loop, lines::add, attempts::add);

    Bench(ActionSettings... settings) {
        loop.turn(Duration.ZERO); // makes this thread the loop's
        actions.replace(List.of(settings));
    }

    void take(Transition transition, String... names) {
        actions.take(transition, List.of(names));
    }

    void until(BooleanSupplier happened) {
        long latest = System.nanoTime() + patience.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > latest) {
                throw new AssertionError("it did not happen; the last: "
                        + attempts.subList(Math.max(0, attempts.size() - 5), attempts.size()));
            }
            loop.turn(Duration.ofSeconds(1));
        }
    }

    /** Waits until nothing is under way. */
    void untilDone() {
        until(() -> actions.status().stream().allMatch(each -> each.ledger().waiting() == 0));
    }

    List<Attempt.Outcome> outcomes() {
        return attempts.stream().map(Attempt::outcome).toList();
    }

    Attempt last() {
        return attempts.getLast();
    }

    ActionLedger ledger() {
        return actions.status().getFirst().ledger();
    }

    @Override
    public void close() {
        actions.close();
        loop.close();
    }
}
