package dev.carillon.monitor.action;

import dev.carillon.config.SpanOfTime;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.ChildSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.StreamSource;
import dev.carillon.loop.TimeSource;
import dev.carillon.loop.Timeout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program of an action, from its start to the end of all that it has started: who holds its output belongs to it. When its time is
 * over its process group is asked to end, then killed; who has left the group and still holds the output is not waited for.
 */
final class Running implements ChildSource.Handler, StreamSource.BytesHandler {
    /** From being asked to being killed. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** Beyond that, for those who have left the group. */
    private static final Duration PATIENCE = GRACE.plusSeconds(1);

    private final ActionSettings.Run settings;
    private final Consumer<Running> whenOver;
    private final ChildSource child;
    private final Output output = new Output();
    private final Timeout timeout;
    private final long began = TimeSource.SYSTEM.nanos();
    private @Nullable ExitStatus status;
    private boolean isLate;
    private boolean isOver;

    Running(EventLoop loop, ActionSettings.Run settings, Spawn spawn, Consumer<Running> whenOver) {
        this.settings = settings;
        this.whenOver = whenOver;
        this.child = loop.child("action " + settings.name(), spawn, this);
        this.timeout = loop.timeout(this::timeIsOver);
        child.endsBy(Signal.TERM, GRACE);
        child.bytes(1, this);
        timeout.schedule(settings.time());
    }

    @Override
    public void bytes(StreamSource source, ByteBuffer bytes) {
        output.add(bytes);
    }

    @Override
    public void exited(ChildSource source, ExitStatus how) {
        status = how;
    }

    @Override
    public void closed(ChildSource source, ExitStatus how) {
        over();
    }

    private void timeIsOver() {
        if (isLate) {
            abandon();
            return;
        }
        isLate = true;
        child.end();
        timeout.schedule(PATIENCE);
    }

    /** Goes without seeing its end: what is left of the group is ended by the loop. */
    void abandon() {
        child.close();
        over();
    }

    private void over() {
        if (isOver) {
            return;
        }
        isOver = true;
        timeout.cancel();
        whenOver.accept(this);
    }

    boolean isSuccess() {
        return !isLate && status != null && status.isSuccess();
    }

    Duration took() {
        return Duration.ofNanos(TimeSource.SYSTEM.nanos() - began);
    }

    /** How it ended, and what it wrote. */
    String answer() {
        String how = status == null ? "still running" : status.toString();
        String late = isLate ? "ended after " + SpanOfTime.text(settings.time()) + ": " : "";
        String text = output.text();
        return late + how + (text.isEmpty() ? "" : "\n" + text);
    }
}
