package dev.carillon.bench.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of events that nobody has taken yet. */
class WayTest {
    private static final int SENT = 100;

    @Test
    void anEventfdTellsOfAllAtOnceAndHowMany() throws IOException {
        assertThat(takenOf(Mechanism.EVENTFD)).containsExactly((long) SENT);
        assertThat(takenOf(Mechanism.EDGE)).containsExactly((long) SENT);
    }

    @Test
    void aSemaphoreTellsOfOneAtATime() throws IOException {
        assertThat(takenOf(Mechanism.SEMAPHORE)).isEqualTo(each());
    }

    @Test
    void anEdgeThatIsNotReadTellsOnceAndNotHowMany() throws IOException {
        assertThat(takenOf(Mechanism.EDGE_UNREAD)).containsExactly(1L);
    }

    @Test
    void anEdgeThatIsNotReadComesAgain() throws IOException {
        try (Way way = Way.open(Mechanism.EDGE_UNREAD, false, false)) {
            way.receiving().begin();
            for (int i = 0; i < 3; i++) {
                assertThat(way.sending().send()).isTrue();
                assertThat(way.receiving().take(0)).isEqualTo(1);
                assertThat(way.receiving().take(0)).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FUTEX", "VIRTUAL", "WAKEUP"})
    void wakeUpsMerge(Mechanism mechanism) throws IOException {
        assertThat(takenOf(mechanism)).containsExactly(1L);
    }

    @ParameterizedTest
    @EnumSource(names = {"PIPE_1", "PIPE_8", "SOCKET_PAIR", "QUEUE", "MAILBOX", "MAILBOX_BUSY"})
    void messagesAreDeliveredEach(Mechanism mechanism) throws IOException {
        assertThat(takenOf(mechanism)).isEqualTo(each());
    }

    /** Whoever is interrupted cannot sleep. */
    @ParameterizedTest
    @EnumSource(names = {"FUTEX", "QUEUE", "RENDEZVOUS", "WAKEUP", "MAILBOX", "EVENTFD", "PIPE_8"})
    void whoAsksAgainAndAgainDoesNotSleep(Mechanism mechanism) throws Exception {
        try (Way way = Way.open(mechanism, false, true)) {
            way.receiving().begin();
            Thread sender =
                    Thread.ofPlatform().daemon().start(() -> way.sending().sendSurely());
            Thread.currentThread().interrupt();
            assertThat(way.receiving().take(Receiving.FOREVER)).isEqualTo(1);
            assertThat(way.receiving().take(0)).isZero();
            assertThat(Thread.interrupted()).as("nothing has noticed").isTrue();
            sender.join();
        } finally {
            Thread.interrupted();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PIPE_4096", "DATAGRAM"})
    void whatIsFullTakesNoMoreAndLosesNothing(Mechanism mechanism) throws IOException {
        try (Way way = Way.open(mechanism, false, false)) {
            way.receiving().begin();
            long sent = 0;
            while (way.sending().send()) {
                sent++;
            }
            assertThat(sent).isPositive();
            assertThat(taken(way.receiving())).isEqualTo(Collections.nCopies(Math.toIntExact(sent), 1L));
            assertThat(way.sending().send()).isTrue();
        }
    }

    /** To this thread only, which blocks it: the test runner's others would not. */
    @Test
    void aHundredStandardSignalsAreOneAndRealTimeSignalsAHundred() throws IOException {
        assertThat(takenOf(Descriptors.signal(Mechanism.SIGNALFD, false))).containsExactly(1L);
        assertThat(takenOf(Descriptors.signal(Mechanism.SIGNALFD_REAL_TIME, false)))
                .isEqualTo(each());
    }

    @Test
    void theTwoDirectionsOfAnExchangeHaveSignalsOfTheirOwn() {
        for (Mechanism mechanism : List.of(Mechanism.SIGNALFD, Mechanism.SIGNALFD_REAL_TIME)) {
            Signal forth = Descriptors.signal(mechanism, false);
            Signal back = Descriptors.signal(mechanism, true);
            assertThat(forth).isNotEqualTo(back);
            assertThat(Way.signals()).contains(forth, back);
        }
    }

    private static List<Long> takenOf(Signal signal) throws IOException {
        Signals.block(List.of(signal));
        try (Receiving receiving = Descriptors.receiving(signal, false)) {
            receiving.begin();
            long thread = Long.parseLong(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString());
            for (int i = 0; i < SENT; i++) {
                Signals.sendToThread(ProcessHandle.current().pid(), thread, signal);
            }
            return taken(receiving);
        } finally {
            Signals.unblock(List.of(signal));
        }
    }

    private static List<Long> takenOf(Mechanism mechanism) throws IOException {
        try (Way way = Way.open(mechanism, false, false)) {
            way.receiving().begin();
            for (int i = 0; i < SENT; i++) {
                assertThat(way.sending().send()).isTrue();
            }
            return taken(way.receiving());
        }
    }

    private static List<Long> taken(Receiving receiving) {
        List<Long> taken = new ArrayList<>();
        for (long units = receiving.take(0); units > 0; units = receiving.take(0)) {
            taken.add(units);
        }
        return taken;
    }

    private static List<Long> each() {
        return Collections.nCopies(SENT, 1L);
    }
}
