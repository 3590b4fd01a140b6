package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.linux.SignalFd;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Signals;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.UnistdH;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals to the calling thread, which blocks them itself: no other thread can take them. */
@Timeout(60)
class ThreadSignalsTest {
    private static final Signal SIGNAL = Signal.realTime(11);
    private static final Signal OTHER = Signal.realTime(12);

    private final long pid = ProcessHandle.current().pid();
    private long tid;

    @BeforeEach
    void block() {
        tid = Kernel.invoke(UnistdH.Processes.GETTID);
        Signals.block(List.of(SIGNAL, OTHER));
    }

    @AfterEach
    void unblock() {
        try (SignalFd rest = SignalFd.open(Set.of(SIGNAL, OTHER))) {
            while (rest.read() != null) {
                // a pending one would kill the JVM when it is let through
            }
        }
        Signals.unblock(List.of(SIGNAL, OTHER));
    }

    private void send(Signal signal) {
        Signals.sendToThread(pid, tid, signal);
    }

    @Test
    void aSignalToOneThreadIsReadByItWithTheCodeOfTgkill() {
        try (SignalFd fd = SignalFd.open(Set.of(SIGNAL))) {
            assertThat(fd.read()).isNull();
            send(SIGNAL);
            SignalInfo info = fd.read();
            assertThat(info).isNotNull();
            assertThat(info.signal()).isSameAs(SIGNAL);
            assertThat(info.pid()).isEqualTo((int) pid);
            assertThat(info.code()).isEqualTo(-6);
            assertThat(info.hasSender()).isTrue();
            assertThat(info.delivery()).isEqualTo(SignalDelivery.SIGNALFD);
            assertThat(fd.read()).isNull();
        }
    }

    @Test
    void onlyTheSignalsOfTheSetAreRead() {
        try (SignalFd fd = SignalFd.open(Set.of(OTHER))) {
            send(SIGNAL);
            assertThat(fd.read()).isNull();
            fd.change(Set.of(SIGNAL));
            send(OTHER);
            assertThat(fd.read()).isNotNull().extracting(SignalInfo::signal).isSameAs(SIGNAL);
            assertThat(fd.read()).isNull();
        }
    }

    @Test
    void aLongQueueIsReadInBatchesWithoutLoss() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (SignalFd fd = SignalFd.open(Set.of(SIGNAL))) {
                for (int i = 0; i < 70; i++) {
                    send(SIGNAL);
                }
                int count = 0;
                boolean buffered = false;
                while (fd.read() != null) {
                    count++;
                    buffered |= fd.hasBuffered();
                }
                assertThat(count).isEqualTo(70);
                assertThat(buffered).isTrue();
                assertThat(fd.hasBuffered()).isFalse();
            }
        });
        assertThat(kernel.calls("read"))
                .as("32 a call, and one that finds nothing")
                .isEqualTo(4);
    }

    @Test
    void aThreadsMaskIsNotTheProcesss() {
        assertThat(Signals.blockedEverywhere()).doesNotContain(SIGNAL);
        assertThat(Signals.delivery(List.of(SIGNAL))).containsOnlyKeys(SignalDelivery.NONE);
    }
}
