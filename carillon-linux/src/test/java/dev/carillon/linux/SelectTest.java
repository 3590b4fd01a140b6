package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only select(2) is, and what only poll(2) can. */
class SelectTest {
    private final EventFd counter = EventFd.open();

    @AfterEach
    void close() {
        counter.close();
    }

    /** A duplicate with a number of at least what is given. */
    private EventFd duplicate(int least) {
        long limit = ResourceLimit.NOFILE.get().soft();
        Assumptions.assumeTrue(limit > least, "the limit of open files is " + limit);
        long number = Kernel.invoke(FcntlH.FCNTL, counter.number(), FcntlH.F_DUPFD_CLOEXEC, least);
        assertThat(number).isEqualTo(least);
        return EventFd.adopt((int) number, false);
    }

    @Test
    void theGreatestDescriptorIsReported() {
        try (EventFd greatest = duplicate(1_023)) {
            Select select = new Select();
            int index = select.add(greatest, PollSet.IN);
            assertThat(select.await(0)).isZero();
            counter.add(1);
            assertThat(select.await(-1)).isEqualTo(1);
            assertThat(select.eventsOf(index)).isEqualTo(PollSet.IN);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {319, 320, 383, 384, 511, 512, 1_000})
    void aBitIsTheDescriptorsOwn(int number) {
        try (EventFd high = duplicate(number)) {
            Select select = new Select();
            int mine = select.add(high, PollSet.IN);
            int other = select.add(counter, PollSet.OUT);
            assertThat(select.await(0)).isEqualTo(1);
            assertThat(select.eventsOf(mine)).isZero();
            assertThat(select.eventsOf(other)).isEqualTo(PollSet.OUT);
        }
    }

    @Test
    void aDescriptorBeyondTheLimitIsRefusedWithTheRule() {
        EventFd beyond = EventFd.adopt(1_024, false); // the rule is about the number: it need not be open
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Select().add(beyond, PollSet.IN))
                .withMessage("select(2) watches descriptors below 1024 only, not eventfd 1024: use poll or epoll");
    }

    @Test
    void pollKnowsNoSuchLimit() {
        counter.add(1);
        // The common limit of open files is 1024 itself, so the way to a greater number is to allow it.
        ResourceLimit.Values limit = ResourceLimit.NOFILE.get();
        Assumptions.assumeTrue(limit.hard() > 1_024 || limit.hard() < 0, "the hard limit of open files is too low");
        ResourceLimit.NOFILE.set(new ResourceLimit.Values(limit.hard(), limit.hard()));
        try (EventFd beyond = duplicate(1_024)) {
            Poll poll = new Poll();
            int index = poll.add(beyond, PollSet.IN);
            assertThat(poll.await(0)).isEqualTo(1);
            assertThat(poll.eventsOf(index)).isEqualTo(PollSet.IN);
        } finally {
            ResourceLimit.NOFILE.set(limit);
        }
    }

    @Test
    void selectKnowsNoHalfCloseAndPollDoes() {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Select().add(pair.one(), PollSet.RDHUP))
                    .withMessageContaining("IN, PRI and OUT");
            Poll poll = new Poll();
            int index = poll.add(pair.one(), PollSet.RDHUP);
            assertThat(poll.await(0)).isZero();
            pair.other().shutdown(Shutdown.WRITE);
            assertThat(poll.await(-1)).isEqualTo(1);
            assertThat(poll.eventsOf(index)).isEqualTo(PollSet.RDHUP);
        }
    }

    @Test
    void theMasksAreThoseOfEpoll() {
        assertThat(new int[] {PollSet.IN, PollSet.PRI, PollSet.OUT, PollSet.ERR, PollSet.HUP, PollSet.RDHUP})
                .containsExactly(Epoll.IN, Epoll.PRI, Epoll.OUT, Epoll.ERR, Epoll.HUP, Epoll.RDHUP);
    }
}
