package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A handler that knows what it may be called with: opened first, closed once and last, nothing nested, no input while it is
 * held or after the end, every byte once. At one moment it makes the calls of a {@link Cell}.
 */
final class Probe implements ConnectionHandler {
    /** The calls of one {@link Trial} that are on the stack. */
    static final class Stack {
        private int depth;

        @Nullable
        AssertionError broken;

        /** What does not hold is kept: a handler's exception would be the connection's affair. */
        void run(Runnable body) {
            try {
                assertThat(++depth).as("handlers on the stack").isEqualTo(1);
                body.run();
            } catch (AssertionError e) {
                broken = broken == null ? e : broken;
            } finally {
                depth--;
            }
        }
    }

    private static final int MESSAGE = 4;

    private final Trial trial;
    private final Cell cell;
    private final Random random;
    /** What the connection has come to; another handler of it has the same. */
    private final Course course;

    private boolean replaced;

    /** What happened so far, whichever handler was told. */
    static final class Course {
        private boolean opened;
        private boolean saturated;
        private int hands;
        private boolean inputEnded;
        private boolean cutOff;
        private @Nullable CloseReason reason;
        private @Nullable Throwable error;
        private long taken;
        /** What was left is to be handed out again, since it is held no longer, or another handler has come. */
        private boolean due;

        private boolean heldByOutput;

        boolean hasOpened() {
            return opened;
        }

        /** From now on what was left comes with {@code received}, before the end. */
        void handsOutAgain() {
            due = true;
        }

        /** Its own queue holds its input no longer. */
        void outputLetGo() {
            due |= heldByOutput;
            heldByOutput = false;
        }

        boolean inputEnded() {
            return inputEnded;
        }

        /** Without the end of the TLS conversation. */
        boolean wasCutOff() {
            return cutOff;
        }

        @Nullable
        CloseReason reason() {
            return reason;
        }

        @Nullable
        Throwable error() {
            return error;
        }

        /** Bytes that handlers have taken, or were told of at the end. */
        long taken() {
            return taken;
        }
    }

    Probe(Trial trial, Cell cell, Random random, Course course) {
        this.trial = trial;
        this.cell = cell;
        this.random = random;
        this.course = course;
    }

    /** Another one in its place; this one is not to be called any more. */
    Probe replacement() {
        replaced = true;
        return new Probe(trial, cell, random, course);
    }

    private void called(String what, Cell.Moment moment, Runnable body) {
        called(what, moment, body, () -> {});
    }

    private void called(String what, Cell.Moment moment, Runnable body, Runnable afterwards) {
        trial.stack.run(() -> {
            trial.note(what);
            assertThat(replaced).as("%s of a handler that was replaced", what).isFalse();
            assertThat(course.reason).as("%s after closed", what).isNull();
            body.run();
            trial.reached(moment);
            afterwards.run();
        });
        trial.throwIfDue();
    }

    @Override
    public void opened(Connection connection) {
        called("opened", Cell.Moment.OPENED, () -> {
            assertThat(course.opened).as("opened twice").isFalse();
            course.opened = true;
            trial.begun(connection);
        });
    }

    @Override
    public void received(Connection connection, ByteBuffer bytes) {
        Cell.Moment moment = course.hands++ > 0 ? Cell.Moment.RECEIVED_AGAIN : Cell.Moment.RECEIVED;
        called(
                "received " + bytes.remaining(),
                moment,
                () -> {
                    checkInput("received", connection);
                    course.due = false;
                    take(connection, bytes, share(bytes.remaining()));
                },
                () -> takeMessages(connection, bytes)); // what is called is called in the first of them
    }

    private void takeMessages(Connection connection, ByteBuffer bytes) {
        while (cell.taking() == Cell.Taking.MESSAGES && connection.isReading() && bytes.remaining() >= MESSAGE) {
            take(connection, bytes, MESSAGE);
        }
    }

    private int share(int count) {
        return switch (cell.taking()) {
            case ALL -> count;
            case HALF -> random.nextInt(count + 1);
            case NOTHING, MESSAGES -> 0;
        };
    }

    private void take(Connection connection, ByteBuffer bytes, int count) {
        if (count == 0) {
            return;
        }
        long position = connection.bytesReceived() - bytes.remaining();
        trial.checkPlace(position, course.taken);
        Noise.INCOMING.check("what was received", position, bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
        course.taken += count;
    }

    private void checkInput(String what, Connection connection) {
        assertThat(course.opened).as("%s before opened", what).isTrue();
        assertThat(course.inputEnded).as("%s after the end", what).isFalse();
        assertThat(trial.isHeld()).as("%s while it is held", what).isFalse();
        assertThat(trial.isOver()).as("%s after finish", what).isFalse();
        assertThat(connection.isOpen()).as("%s after it ended", what).isTrue();
    }

    @Override
    public void inputEnded(Connection connection, ByteBuffer rest) {
        ended("inputEnded", connection, rest);
    }

    @Override
    public void inputCutOff(Connection connection, ByteBuffer rest) {
        course.cutOff = true;
        ended("inputCutOff", connection, rest);
    }

    private void ended(String what, Connection connection, ByteBuffer rest) {
        called(what + " " + rest.remaining(), Cell.Moment.INPUT_ENDED, () -> {
            checkInput(what, connection);
            course.inputEnded = true;
            assertThat(course.due && rest.hasRemaining())
                    .as("%s bytes come with the end alone, though they were to be handed out", rest.remaining())
                    .isFalse();
            if (cell.taking() == Cell.Taking.MESSAGES) {
                assertThat(rest.remaining())
                        .as("messages that were not handed out")
                        .isLessThan(MESSAGE);
            }
            take(connection, rest, rest.remaining());
            trial.endedByPeer(connection);
        });
    }

    @Override
    public void saturated(Connection connection) {
        called("saturated", Cell.Moment.SATURATED, () -> {
            assertThat(course.saturated).as("saturated twice").isFalse();
            course.saturated = true;
            course.heldByOutput = connection.heldBy().contains(Hold.OUTPUT);
        });
    }

    @Override
    public void drained(Connection connection) {
        called("drained", Cell.Moment.DRAINED, () -> {
            assertThat(course.saturated)
                    .as("drained without having been saturated")
                    .isTrue();
            course.saturated = false;
            course.outputLetGo();
        });
    }

    @Override
    public boolean timedOut(Connection connection, CloseReason what) {
        called("timedOut " + what, Cell.Moment.TIMED_OUT, () -> {
            assertThat(course.opened).isTrue();
            assertThat(connection.isOpen()).isTrue();
        });
        if (!cell.carriesOn() || what == CloseReason.LIFETIME_OVER) {
            trial.mayEndFor(what);
        }
        return cell.carriesOn();
    }

    @Override
    public void closed(Connection connection, CloseReason why, @Nullable Throwable cause) {
        called("closed " + why, Cell.Moment.CLOSED, () -> {
            course.reason = why;
            course.error = cause;
            assertThat(connection.isOpen()).as("open when it is closed").isFalse();
        });
    }
}
