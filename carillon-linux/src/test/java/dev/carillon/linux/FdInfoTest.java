package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.FdInfo.EpollWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's own account of real descriptors. */
class FdInfoTest {
    @TempDir
    Path directory;

    @Test
    void anEpollTellsWhatItWatchesForWhatAndWithWhichData() {
        try (Epoll epoll = Epoll.open(4);
                EventFd counter = EventFd.open();
                Pipe pipe = Pipe.open()) {
            epoll.add(counter, Epoll.IN, 0xFEDC_BA98_7654_3210L);
            epoll.add(pipe.writer(), Epoll.OUT | Epoll.EDGE, 7);
            int always = Epoll.ERR | Epoll.HUP;

            assertThat(FdInfo.of(epoll).epollWatches())
                    .containsExactlyInAnyOrder(
                            new EpollWatch(
                                    counter.number(),
                                    Epoll.IN | always,
                                    0xFEDC_BA98_7654_3210L,
                                    FdInfo.of(counter).inode()),
                            new EpollWatch(
                                    pipe.writer().number(),
                                    Epoll.OUT | Epoll.EDGE | always,
                                    7,
                                    FdInfo.of(pipe.writer()).inode()));

            epoll.remove(counter);
            assertThat(FdInfo.of(epoll).epollWatches())
                    .extracting(EpollWatch::number)
                    .containsExactly(pipe.writer().number());
        }
    }

    @Test
    void aReportedOneShotHasNoEventsLeft() {
        try (Epoll epoll = Epoll.open(1);
                EventFd counter = EventFd.open()) {
            epoll.add(counter, Epoll.IN | Epoll.ONESHOT, 1);
            counter.add(1);
            assertThat(epoll.await(0)).isEqualTo(1);

            int left = FdInfo.of(epoll).epollWatches().getFirst().events();
            assertThat(left & (Epoll.IN | Epoll.ERR | Epoll.HUP)).isZero();
        }
    }

    @Test
    void anEventFdTellsItsCountWithoutGivingItAway() {
        try (EventFd counter = EventFd.open()) {
            counter.add(EventFd.MAX_VALUE);

            assertThat(FdInfo.of(counter).eventCount()).isEqualTo(EventFd.MAX_VALUE);
            assertThat(counter.read()).isEqualTo(EventFd.MAX_VALUE);
            assertThat(FdInfo.of(counter).eventCount()).isZero();
        }
    }

    @Test
    void aTimerFdTellsHowItIsArmed() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            assertThat(FdInfo.of(timer).timer())
                    .isEqualTo(new FdInfo.Timer(Clock.MONOTONIC, 0, TimeSpec.ZERO, TimeSpec.ZERO));

            timer.arm(new TimeSpec(1000, 0), new TimeSpec(2, 3));

            FdInfo.Timer armed = FdInfo.of(timer).timer();
            assertThat(armed.interval()).isEqualTo(new TimeSpec(2, 3));
            assertThat(armed.remaining().seconds()).isBetween(1L, 1000L);
        }
    }

    @Test
    void aTimerFdTellsItsUnreadExpirations() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            timer.arm(TimeSpec.ofNanos(1), TimeSpec.ZERO);
            Expect.events(timer, Epoll.IN);

            assertThat(FdInfo.of(timer).timer().ticks()).isEqualTo(1);
            assertThat(timer.read()).isEqualTo(1);
            assertThat(FdInfo.of(timer).timer().ticks()).isZero();
        }
    }

    @Test
    void aSignalFdTellsItsSignals() {
        Set<Signal> signals = Set.of(Signal.USR1, Signal.realTime(30));
        try (SignalFd signalFd = SignalFd.open(signals)) {
            assertThat(FdInfo.of(signalFd).signals()).isEqualTo(signals);
        }
    }

    @Test
    void anInotifyTellsItsWatches() throws IOException {
        try (Inotify inotify = Inotify.open()) {
            int watch = inotify.add(directory, Inotify.CREATE | Inotify.DELETE);
            long inode = (Long) Files.getAttribute(directory, "unix:ino");

            assertThat(FdInfo.of(inotify).inotifyWatches())
                    .containsExactly(new FdInfo.InotifyWatch(watch, inode, Inotify.CREATE | Inotify.DELETE));
        }
    }

    @Test
    void theFlagsAreThoseOfTheDescriptor() {
        try (Pipe pipe = Pipe.openBlocking()) {
            assertThat(FdInfo.of(pipe.reader()).isNonBlocking()).isFalse();
            assertThat(FdInfo.of(pipe.reader()).isCloseOnExec()).isTrue();

            pipe.reader().nonBlocking(true);
            pipe.reader().closeOnExec(false);

            assertThat(FdInfo.of(pipe.reader()).isNonBlocking()).isTrue();
            assertThat(FdInfo.of(pipe.reader()).isCloseOnExec()).isFalse();
            assertThat(FdInfo.of(pipe.reader()).position()).isZero();
        }
    }

    @Test
    void whatADescriptorDoesNotHaveIsSaid() {
        try (EventFd counter = EventFd.open()) {
            assertThat(FdInfo.of(counter).epollWatches()).isEmpty();
            assertThat(FdInfo.of(counter).inotifyWatches()).isEmpty();
            assertThat(FdInfo.of(counter).field("sigmask")).isEmpty();
            assertThatThrownBy(() -> FdInfo.of(counter).timer())
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageStartingWith("descriptor " + counter.number() + " has no \"clockid\" in its fdinfo: [");
        }
    }

    @Test
    void aNumberThatIsNotOpenIsRefused() {
        assertThatThrownBy(() -> FdInfo.of(987_654))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("descriptor 987654 is not open");
    }

    @Test
    void aClosedDescriptorIsRefused() {
        EventFd counter = EventFd.open();
        counter.close();

        assertThatThrownBy(() -> FdInfo.of(counter)).isInstanceOf(IllegalStateException.class);
    }
}
