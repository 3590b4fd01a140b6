package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenDescriptorsTest {
    @Test
    void whatWasOpenedSinceIsListedWithWhatItLeadsTo() {
        OpenDescriptors before = OpenDescriptors.list();
        try (Epoll epoll = Epoll.open(1);
                Pipe pipe = Pipe.open()) {
            OpenDescriptors since = OpenDescriptors.list().since(before);

            assertThat(since.targets())
                    .containsOnlyKeys(
                            epoll.number(),
                            pipe.reader().number(),
                            pipe.writer().number());
            assertThat(since.targets()).containsEntry(epoll.number(), "anon_inode:[eventpoll]");
            assertThat(since.targets().get(pipe.reader().number())).startsWith("pipe:[");
            assertThat(since.toString()).contains(epoll.number() + " -> anon_inode:[eventpoll]");
            assertThat(since.count()).isEqualTo(3);
        }
        assertThat(OpenDescriptors.list().since(before).count()).isZero();
    }

    @Test
    void aNumberThatLeadsToSomethingElseIsNew() {
        EventFd counter = EventFd.open();
        OpenDescriptors before = OpenDescriptors.list();
        counter.close();
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            assertThat(OpenDescriptors.list().since(before).targets())
                    .containsEntry(timer.number(), "anon_inode:[timerfd]");
        }
    }

    @Test
    void aListingDoesNotListItself() {
        assertThat(OpenDescriptors.list().targets().values()).noneMatch(target -> target.matches("/proc/\\d+/fd"));
        OpenDescriptors before = OpenDescriptors.list();
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
    }
}
