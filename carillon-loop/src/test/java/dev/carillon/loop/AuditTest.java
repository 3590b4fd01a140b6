package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each kind of disagreement with the kernel, planted behind the loop's back. */
class AuditTest {
    private final EventLoop loop = Loops.open("audited");

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void aHealthyLoopHasNone() {
        CounterSource counter = loop.counter("counter", (source, value) -> {});
        counter.trigger(Trigger.ONE_SHOT);
        loop.timer("timer", (source, ticks) -> {}).every(Duration.ofHours(1));
        loop.counter("disabled", (source, value) -> {}).disable();
        counter.add(1);
        Turns.until(loop, () -> counter.statistics().events() == 1);
        assertThat(loop.audit()).isEmpty();
    }

    @Test
    void aDuplicateThatKeepsAClosedSourceRegisteredIsStale() {
        Loops.assumeEpoll();
        try (SocketPair pair = SocketPair.open(SocketType.STREAM);
                Socket duplicate = pair.one().duplicate()) {
            loop.descriptor("watched", borrowed(pair.one()), Epoll.IN, (source, events) -> {});
            loop.turn(Duration.ZERO);
            pair.one().close(); // behind the loop's back: the registration lives on with the duplicate
            loop.sources().stream()
                    .filter(source -> source.name().equals("watched"))
                    .forEach(Source::close);
            assertThat(loop.audit()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(AuditFinding.Kind.STALE);
                assertThat(finding.toString()).startsWith("STALE: descriptor ").contains("duplicate");
            });
            assertThat(duplicate.isOpen()).isTrue();
        }
    }

    @Test
    void whatTheKernelDoesNotWatchIsMissing() {
        Loops.assumeEpoll();
        try (EventFd fd = EventFd.open();
                DescriptorSource watched = loop.descriptor("watched", borrowed(fd), Epoll.IN, (source, events) -> {})) {
            loop.poller.remove(fd);
            assertThat(loop.audit()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(AuditFinding.Kind.MISSING);
                assertThat(finding.subject()).isEqualTo(watched.toString());
            });
            loop.poller.add(fd, Epoll.IN, watched.token());
        }
    }

    @Test
    void anotherInterestThanBelievedIsToldWithBothMasks() {
        Loops.assumeEpoll();
        try (EventFd fd = EventFd.open();
                DescriptorSource watched = loop.descriptor("watched", borrowed(fd), Epoll.IN, (source, events) -> {})) {
            loop.poller.modify(fd, Epoll.OUT, watched.token());
            assertThat(loop.audit()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(AuditFinding.Kind.INTEREST);
                assertThat(finding.detail()).startsWith("believed 0x").contains("kernel 0x");
            });
        }
    }

    @Test
    void aNumberThatLeadsToAnotherFileIsReused() {
        EventFd fd = EventFd.open();
        int number = fd.number();
        DescriptorSource watched = loop.descriptor("watched", borrowed(fd), Epoll.IN, (source, events) -> {});
        fd.close();
        try (Pipe pipe = Pipe.open()) {
            assertThat(pipe.reader().number()).as("the number").isEqualTo(number);
            assertThat(loop.audit())
                    .extracting(AuditFinding::kind)
                    .containsAnyOf(AuditFinding.Kind.REUSED, AuditFinding.Kind.MISSING);
            assertThat(loop.audit())
                    .allSatisfy(finding -> assertThat(finding.subject()).isEqualTo(watched.toString()));
            watched.close();
            assertThat(pipe.reader().isOpen()).isTrue();
        }
    }
}
