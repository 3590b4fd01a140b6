package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Pipe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An edge is told once: what looked away from one before the kernel's next look is told of it again. */
class EdgeTest {
    private final EventLoop loop =
            EventLoop.open("edges", Loops.OPTIONS.withErrorHandler((_, error) -> failures(error)));
    private final Pipe pipe = Pipe.open();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Integer> seen = new ArrayList<>();
    private Consumer<DescriptorSource> first = _ -> {};

    @BeforeEach
    void assume() {
        Loops.assumeCan(Trigger.EDGE);
    }

    @AfterEach
    void close() {
        loop.close();
        pipe.close();
    }

    private void failures(Throwable error) {
        failures.add(error);
    }

    private DescriptorSource edge() {
        DescriptorSource edge = loop.descriptor("edge", pipe.reader(), Epoll.IN, (source, events) -> {
            seen.add(events);
            if (seen.size() == 1) {
                first.accept(source);
            } else {
                pipe.reader().read(ByteBuffer.allocate(64));
            }
        });
        edge.trigger(Trigger.EDGE);
        pipe.writer().write(ByteBuffer.wrap(new byte[] {1}));
        return edge;
    }

    @Test
    void aFailedHandlerThatIsSwitchedOnBeforeTheNextWaitIsToldAgain() {
        first = _ -> {
            throw new IllegalStateException("before it has read");
        };
        DescriptorSource edge = edge();
        loop.turn(Duration.ofSeconds(5));
        assertThat(failures).hasSize(1);
        assertThat(edge.isEnabled()).isFalse();
        edge.enable();
        Turns.until(loop, () -> seen.size() == 2);
    }

    @Test
    void aHandlerThatSwitchesItsSourceOffAndOnIsToldAgain() {
        first = source -> {
            source.disable();
            source.enable();
        };
        edge();
        Turns.until(loop, () -> seen.size() == 2);
    }

    @Test
    void aHandlerThatTakesItsInterestBackAndShowsItAnewIsToldAgain() {
        first = source -> {
            source.watchFor(0);
            source.watchFor(Epoll.IN);
        };
        edge();
        Turns.until(loop, () -> seen.size() == 2);
    }

    @Test
    void whatWasReadIsNotToldAgain() {
        first = source -> {
            pipe.reader().read(ByteBuffer.allocate(64));
            source.disable();
            source.enable();
        };
        edge();
        Turns.until(loop, () -> seen.size() == 1);
        Turns.some(loop, 5);
        assertThat(seen).hasSize(1);
    }
}
