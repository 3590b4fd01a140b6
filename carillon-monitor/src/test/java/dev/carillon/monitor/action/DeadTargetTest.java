package dev.carillon.monitor.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.testing.TestLoop;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Hostile test 14: a target that is down for an hour, of the loop's own time. */
class DeadTargetTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestLoop loop = TestLoop.open("test");
    private final List<Attempt> attempts = new ArrayList<>();
    private final FakeCourier courier = new FakeCourier();
    private final long seed = new Random().nextLong();
    private final InstantSource wall = () -> START.plus(loop.elapsed());

    /** Answers as it is told to. */
    private static class FakeCourier implements Courier {
        final List<Load> loads = new CopyOnWriteArrayList<>();
        volatile Answer answer = Answer.failed("down");
        volatile int most = Integer.MAX_VALUE;

        @Override
        public Answer tell(Load load) {
            loads.add(load);
            return load.parts().size() > most
                    ? new Answer(Answer.Verdict.REFUSED, "status 413", Optional.empty())
                    : answer;
        }

        @Override
        public String where() {
            return "here:1";
        }

        @Override
        public Duration timeout() {
            return Duration.ofDays(1);
        }
    }

    /** Calls nobody, and has what an Alertmanager's has to tell again. */
    private record AlertsOnly(Courier courier, Courier alerts) implements Courier {
        @Override
        public Answer tell(Load load) throws Exception {
            return courier.tell(load);
        }

        @Override
        public String where() {
            return courier.where();
        }

        @Override
        public Duration timeout() {
            return courier.timeout();
        }

        @Override
        public Duration refresh() {
            return alerts.refresh();
        }

        @Override
        public List<Load.Part> standing() {
            return alerts.standing();
        }

        @Override
        public void taken(Load load) {
            alerts.taken(load);
        }
    }

    private Deliveries deliveries(Courier to) {
        return deliveries(to, Delivery.USUAL);
    }

    private Deliveries deliveries(Courier to, Delivery delivery) {
        URI nowhere = URI.create("http://localhost/");
        ActionSettings.Webhook settings = new ActionSettings.Webhook(
                "it",
                Set.of(Occasion.values()),
                nowhere,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                delivery);
        Told told = new Told("it", attempts::add, notice -> {});
        Deliveries.Clocks clocks = new Deliveries.Clocks(loop.time(), wall, new Random(seed));
        loop.runUntilIdle();
        return new Deliveries(loop.loop(), clocks, settings, to, Outbox.NONE, told);
    }

    private static Notice notice(String rule, AlarmState from, AlarmState to) {
        return Notice.of(Changes.change(rule, 1, from, to, "it"));
    }

    /** Lets its calls be answered, in the world's time, whenever its own time has come to one. */
    private void pass(Deliveries deliveries, Duration span) {
        Duration end = loop.elapsed().plus(span);
        settle(deliveries);
        while (loop.elapsed().compareTo(end) < 0) {
            Duration left = end.minus(loop.elapsed());
            Duration next = loop.untilNextDeadline().orElse(left);
            loop.advance(next.compareTo(left) < 0 ? next.plusNanos(1) : left);
            settle(deliveries);
        }
    }

    private void settle(Deliveries deliveries) {
        loop.await(() -> !deliveries.isCalling(), Duration.ofSeconds(30));
    }

    @Test
    void isTriedAtMostSixtyTimesAnHourAndThenToldHowThingsStand() {
        System.err.println("seed " + seed);
        Deliveries deliveries = deliveries(courier);
        deliveries.take(notice("first", AlarmState.CLEAR, AlarmState.RAISED));
        pass(deliveries, HOUR.dividedBy(2));
        deliveries.take(notice("second", AlarmState.CLEAR, AlarmState.RAISED));
        deliveries.take(notice("first", AlarmState.RAISED, AlarmState.CLEAR));
        pass(deliveries, HOUR.dividedBy(2));
        assertThat(courier.loads).hasSizeBetween(12, 60);
        assertThat(deliveries.status().circuit()).isEqualTo(ActionStatus.Circuit.OPEN);

        courier.loads.clear();
        courier.answer = Answer.taken("well");
        pass(deliveries, Duration.ofMinutes(6));
        assertThat(courier.loads).extracting(Load::id).containsExactly("second/1:clear-raised", "first/1:raised-clear");
        assertThat(courier.loads.getLast().parts().getFirst().replaced()).isEqualTo(1);
        assertThat(deliveries.status().ledger()).isEqualTo(new ActionLedger(3, 2, 1, 0, 0));
    }

    @Test
    void whatItSaysOfWhenToComeAgainIsHeededUpToTheLongestRest() {
        Deliveries deliveries = deliveries(courier);
        courier.answer = new Answer(Answer.Verdict.FAILED, "status 429", Optional.of(Duration.ofMinutes(4)));
        deliveries.take(notice("first", AlarmState.CLEAR, AlarmState.RAISED));
        pass(deliveries, Duration.ofMinutes(7));
        assertThat(courier.loads).hasSize(2);
        courier.answer = new Answer(Answer.Verdict.FAILED, "status 429", Optional.of(Duration.ofDays(9999)));
        pass(deliveries, Duration.ofMinutes(12));
        assertThat(courier.loads).hasSize(5);
    }

    @Test
    void whoWantsToBeLeftAloneForLongerThanAnybodyWaitsIsGivenUpAtThatTime() {
        Delivery patient =
                new Delivery(Duration.ofSeconds(1), HOUR, Duration.ofMinutes(2), Delivery.USUAL.rate(), true, 10);
        Deliveries deliveries = deliveries(courier, patient);
        courier.answer = new Answer(Answer.Verdict.FAILED, "status 429", Optional.of(Duration.ofDays(9999)));
        deliveries.take(notice("first", AlarmState.CLEAR, AlarmState.RAISED));
        pass(deliveries, Duration.ofMinutes(2).plusSeconds(1));
        assertThat(deliveries.status().ledger()).isEqualTo(new ActionLedger(1, 0, 0, 0, 1));
        assertThat(courier.loads).hasSize(1);
    }

    @Test
    void triesThatFailLeaveTheRateToWhatIsNew() {
        Delivery quick =
                new Delivery(Duration.ofMillis(100), Duration.ofSeconds(1), HOUR, Delivery.USUAL.rate(), true, 10);
        Deliveries deliveries = deliveries(courier, quick);
        deliveries.take(notice("first", AlarmState.CLEAR, AlarmState.RAISED));
        pass(deliveries, Duration.ofSeconds(20));
        assertThat(courier.loads).hasSizeGreaterThan(6);
        courier.answer = Answer.taken("well");
        deliveries.take(notice("second", AlarmState.CLEAR, AlarmState.RAISED));
        pass(deliveries, Duration.ofSeconds(2));
        assertThat(deliveries.status().ledger()).isEqualTo(new ActionLedger(2, 2, 0, 0, 0));
    }

    @Test
    void anAlarmThatWasOverBeforeItWasToldIsToldWithItsBeginning() {
        Deliveries deliveries = deliveries(courier);
        deliveries.take(Notice.of(Changes.change("first", 1, AlarmState.CLEAR, AlarmState.RAISED, "value 90")));
        pass(deliveries, Duration.ofSeconds(1)); // it was under way, and failed
        Notice cleared = Notice.of(Changes.change("first", 1, AlarmState.RAISED, AlarmState.CLEAR, "value 10"));
        deliveries.take(cleared);
        assertThat(deliveries.status().ledger()).isEqualTo(new ActionLedger(2, 0, 0, 2, 0));
        courier.answer = Answer.taken("well");
        pass(deliveries, Duration.ofMinutes(6));
        Load last = courier.loads.getLast();
        assertThat(last.summary())
                .isEqualTo("critical first clear: value 10 (raised at " + Changes.TIME + ": value 90)");
        assertThat(Bodies.webhook("here", "it", last))
                .contains("\"first\":{\"to\":\"raised\",\"time\":\"" + Changes.TIME + "\",\"message\":\"value 90\"}");
        assertThat(Bodies.alerts("here", Map.of(), last, START, HOUR))
                .contains("\"startsAt\":", "\"endsAt\":", "value 10 (value 90)");
        assertThat(deliveries.status().ledger()).isEqualTo(new ActionLedger(2, 1, 1, 0, 0));
        assertThat(attempts)
                .filteredOn(attempt -> attempt.outcome() == Attempt.Outcome.DIGESTED)
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.answer()).isEqualTo("well"));
    }

    @Test
    void aDigestHasABoundOfAlarmsAndOfText() {
        Deliveries deliveries = deliveries(courier);
        courier.answer = Answer.taken("well");
        for (int i = 0; i < 1200; i++) {
            deliveries.take(notice("rule" + i, AlarmState.CLEAR, AlarmState.RAISED));
        }
        pass(deliveries, Duration.ofMinutes(3));
        assertThat(courier.loads).allMatch(load -> load.parts().size() <= 500).hasSizeBetween(3, 20);
        for (int i = 0; i < 50; i++) {
            deliveries.take(
                    Notice.of(Changes.change("long" + i, 1, AlarmState.CLEAR, AlarmState.RAISED, "x".repeat(10_000))));
        }
        pass(deliveries, Duration.ofMinutes(5));
        assertThat(courier.loads)
                .allMatch(load -> Bodies.webhook("here", "it", load).length() < 200_000);
        assertThat(deliveries.status().ledger().waiting()).isZero();
        assertThat(deliveries.status().ledger().givenUp()).isZero();
    }

    @Test
    void digestThatIsRefusedIsTriedInSmallerParts() {
        Deliveries deliveries = deliveries(courier);
        for (int i = 0; i < 10; i++) {
            deliveries.take(notice("rule" + i, AlarmState.CLEAR, AlarmState.RAISED));
        }
        courier.most = 1;
        courier.answer = Answer.taken("well");
        pass(deliveries, Duration.ofMinutes(10));
        assertThat(courier.loads.get(0).parts()).hasSize(10);
        assertThat(courier.loads.get(1).parts()).hasSize(5);
        assertThat(courier.loads.get(2).parts()).hasSize(2);
        assertThat(courier.loads.get(3).parts()).hasSize(1);
        assertThat(deliveries.status().ledger().open()).isZero();
        assertThat(deliveries.status().ledger().givenUp()).isZero();
    }

    @Test
    void alertsAreToldOfEachMinuteUntilTheyAreOver() {
        ActionSettings.Alertmanager settings = new ActionSettings.Alertmanager(
                "it",
                Set.of(Occasion.values()),
                URI.create("http://localhost/"),
                Optional.empty(),
                Map.of(),
                Duration.ofSeconds(5),
                Delivery.USUAL);
        AlertmanagerCourier alerts = new AlertmanagerCourier(settings, "here", wall);
        courier.answer = Answer.taken("well");
        Deliveries deliveries = deliveries(new AlertsOnly(courier, alerts));
        deliveries.take(notice("first", AlarmState.CLEAR, AlarmState.RAISED));
        pass(deliveries, Duration.ofMinutes(10).plusSeconds(1));
        assertThat(courier.loads).hasSize(11);
        deliveries.take(notice("first", AlarmState.RAISED, AlarmState.CLEAR));
        pass(deliveries, Duration.ofMinutes(10));
        assertThat(courier.loads).hasSize(12);
        assertThat(courier.loads.getLast().id()).isEqualTo("first/1:raised-clear");
        assertThat(deliveries.status().ledger()).isEqualTo(new ActionLedger(2, 2, 0, 0, 0));
    }

    @Test
    void alertSaysWhenItBeganAndWhenItEnds() {
        Notice raised = notice("first", AlarmState.CLEAR, AlarmState.RAISED);
        Load load = new Load(List.of(new Load.Part(raised, START, 0)));
        assertThat(Bodies.alerts("here", Map.of("team", "a\"b"), load, START, Duration.ofMinutes(3)))
                .isEqualTo("[{\"labels\":{\"alertname\":\"first\",\"severity\":\"critical\",\"instance\":\"here\","
                        + "\"team\":\"a\\\"b\"},\"annotations\":{\"summary\":\"it\",\"alarm\":\"first/1\"},"
                        + "\"startsAt\":\"2026-03-01T12:00:00Z\",\"endsAt\":\"2026-03-01T00:03:00Z\"}]");
    }
}
