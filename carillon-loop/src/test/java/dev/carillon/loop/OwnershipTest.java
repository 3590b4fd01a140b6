package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One rule for who owns a descriptor, the same where making the source succeeds and where it is refused. */
class OwnershipTest {
    private static final String NAME = "source";

    /** A source of a library. */
    private static final class Custom extends CustomSource {
        private Custom(EventLoop loop, String name, Fd fd) {
            super(loop, name, "custom", fd, Epoll.IN, new SourceStatistics());
        }

        @Override
        protected Outcome ready(int events, int budget) {
            return Outcome.NOTHING;
        }
    }

    /** Makes a source of a stream or an eventfd. */
    private interface Factory {
        Source make(EventLoop loop, String name, Fd fd);
    }

    /** One way of making a source: whether it gives the descriptor away or lends it. */
    record Way(String text, boolean owns, boolean ofEventFd, Factory factory) {
        Fd open() {
            return ofEventFd ? EventFd.open() : readerOf(Pipe.open());
        }

        Fd openBlocking() {
            return ofEventFd ? EventFd.open(0, EnumSet.of(EventFd.Flag.CLOEXEC)) : readerOf(Pipe.openBlocking());
        }

        private static Fd readerOf(Pipe pipe) {
            pipe.writer().close();
            return pipe.reader();
        }

        Source make(EventLoop loop, String name, Fd fd) {
            return factory.make(loop, name, fd);
        }

        void assertRefusedRightly(Fd fd, Throwable refusal) {
            assertThat(refusal).as("refusal").isNotNull();
            assertThat(fd.isOpen()).as("left open after " + refusal).isEqualTo(!owns);
            fd.close();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static Way stream(String text, boolean owns, Factory factory) {
        return new Way(text, owns, false, factory);
    }

    static Stream<Way> ways() {
        return Stream.of(
                new Way("counter", true, true, (l, n, fd) -> l.counter(n, (EventFd) fd, (s, value) -> {})),
                new Way("lent counter", false, true, (l, n, fd) -> l.counter(n, borrowed((EventFd) fd), (s, v) -> {})),
                new Way("lent awaited counter", false, true, (l, n, fd) -> l.counter(n, borrowed((EventFd) fd))),
                stream("bytes", true, (l, n, fd) -> l.bytes(n, (StreamFd) fd, (s, bytes) -> {})),
                stream("lent bytes", false, (l, n, fd) -> l.bytes(n, borrowed((StreamFd) fd), (s, bytes) -> {})),
                stream("lines", true, (l, n, fd) -> l.lines(n, (StreamFd) fd, (s, line) -> {})),
                stream("lent lines", false, (l, n, fd) -> l.lines(n, borrowed((StreamFd) fd), (s, line) -> {})),
                stream("awaited lines", true, (l, n, fd) -> l.lines(n, (StreamFd) fd)),
                stream("lent awaited lines", false, (l, n, fd) -> l.lines(n, borrowed((StreamFd) fd))),
                stream("descriptor", true, (l, n, fd) -> l.descriptor(n, fd, Epoll.IN, (s, events) -> {})),
                stream("lent descriptor", false, (l, n, fd) -> l.descriptor(n, borrowed(fd), Epoll.IN, (s, e) -> {})),
                stream("awaited descriptor", true, (l, n, fd) -> l.descriptor(n, fd, Epoll.IN)),
                stream("lent awaited descriptor", false, (l, n, fd) -> l.descriptor(n, borrowed(fd), Epoll.IN)),
                stream("custom", true, Custom::new));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatIsGivenIsClosedWithTheSourceAndWhatIsLentIsNot(Way way) {
        Fd fd = way.open();
        try (EventLoop loop = Loops.open("test")) {
            way.make(loop, NAME, fd).close();
            assertThat(fd.isOpen()).isEqualTo(!way.owns);
        }
        fd.close();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aNameThatIsNone(Way way) {
        Fd fd = way.open();
        try (EventLoop loop = Loops.open("test")) {
            way.assertRefusedRightly(fd, catchThrowable(() -> way.make(loop, " ", fd)));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aThreadThatIsNotTheLoopsAndALoopThatHasEnded(Way way) throws Exception {
        Fd fd = way.open();
        EventLoop loop = Loops.open("test");
        List<Throwable> refusals = new ArrayList<>();
        Thread.ofPlatform()
                .start(() -> refusals.add(catchThrowable(() -> way.make(loop, NAME, fd))))
                .join();
        way.assertRefusedRightly(fd, refusals.getFirst());
        loop.close();
        Fd other = way.open();
        way.assertRefusedRightly(other, catchThrowable(() -> way.make(loop, NAME, other)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aDescriptorThatWouldBlockTheLoop(Way way) {
        Fd fd = way.openBlocking();
        try (EventLoop loop = Loops.open("test")) {
            Throwable refusal = catchThrowable(() -> way.make(loop, NAME, fd));
            if (refusal == null) { // who reads it himself may know what he does
                assertThat(way.text).containsAnyOf("descriptor", "custom");
                fd.close();
            } else {
                way.assertRefusedRightly(fd, refusal);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    @SuppressWarnings("try") // the leak check is for its end
    void aKernelThatWatchesNoMore(Way way) throws Exception {
        Loops.assumeEpoll();
        Fd fd = way.open();
        try (LeakCheck leaks = LeakCheck.start();
                EventLoop loop = Loops.open("test")) {
            int before = loop.sources().size();
            // The first is the question whether epoll takes a stream at all.
            int asked =
                    fd instanceof StreamFd && !way.text.contains("descriptor") && !way.text.equals("custom") ? 2 : 1;
            ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("epoll_ctl", Errno.ENOSPC, asked);
            kernel.run(() -> way.assertRefusedRightly(fd, catchThrowable(() -> way.make(loop, NAME, fd))));
            assertThat(loop.sources()).hasSize(before);
        }
    }

    @Test
    void anInterestThatIsNoneIsRefusedWithTheDescriptor() {
        try (EventLoop loop = Loops.open("test")) {
            EventFd given = EventFd.open();
            assertThatThrownBy(() -> loop.descriptor(NAME, given, Epoll.IN | Epoll.EDGE, (s, events) -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(given.isOpen()).isFalse();
        }
    }

    @Test
    void whatIsAnotherSourcesStaysOpen() {
        try (EventLoop loop = Loops.open("test")) {
            EventFd fd = EventFd.open();
            Source first = loop.counter("first", fd, (s, value) -> {});
            assertThatThrownBy(() -> loop.counter("second", fd, (s, value) -> {}))
                    .hasMessageContaining("\"first\"");
            assertThatThrownBy(() -> loop.counter(" ", fd, (s, value) -> {})).hasMessageContaining("name");
            assertThat(fd.isOpen()).isTrue();
            assertThat(first.isListening()).isTrue();
        }
    }
}
