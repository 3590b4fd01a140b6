package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.Socket;
import dev.carillon.net.Cell.Act;
import dev.carillon.net.Cell.Moment;
import dev.carillon.net.Cell.PeerKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Cell} tried out: a connection, its peer, and another pair for what is forwarded, for some turns; then everything is
 * let go and has to come to its end. What the peers got, what the handler was told and why it ended have to be what the calls
 * say, and no turn may leave the connection in a state in which nothing would ever happen although there is something to do.
 */
final class Trial implements AutoCloseable {
    private static final int STEPS = 6;
    private static final int OCCASION = 2;
    private static final int MUCH = 60_000;
    private static final int FED = 2500;
    private static final int QUIET = 2;
    private static final int ENDLESS = 200_000;
    private static final Duration SOON = Duration.ofMillis(1);

    private final World world;
    private final Cell cell;
    private final Random random;
    private final @Nullable SecureStream secured;
    private final Peer peer;
    private final Peer otherPeer;
    private final Connection connection;
    private final Connection other;
    private final Holds holds;
    final Probe.Stack stack = new Probe.Stack();
    private final Probe.Course course = new Probe.Course();
    private final List<String> notes = new ArrayList<>();
    private final Set<CloseReason> mayEnd = EnumSet.of(CloseReason.FINISHED);
    private Probe probe;
    private boolean done;
    private long written;
    private long fedFrom = -1;
    private boolean forwards;
    private boolean hasForwarded;
    private long skipped;
    private boolean over;
    private boolean mayLoseOutput;
    private boolean thrown;
    private boolean otherTold;

    Trial(World world, Cell cell) {
        this.world = world;
        this.cell = cell;
        this.random = new Random(cell.trialSeed());
        this.probe = new Probe(this, cell, random, course);
        Socket[] ends = world.pair(cell.line());
        Socket[] others = world.pair(Cell.Line.UNIX);
        this.secured = cell.line().isSecure() ? new SecureStream(ends[1], cell.line()) : null;
        this.peer = new Peer(secured == null ? PeerStream.of(ends[1]) : secured, cell.peer(), random);
        this.otherPeer = new Peer(PeerStream.of(others[1]), PeerKind.TALKER, random);
        ConnectionGroup group = world.group(cell);
        this.connection = new Connection(group, ends[0], group.engine(), true, probe);
        this.holds = new Holds(world, connection, course);
        this.other = new Connection(world.others(), others[0], null, true, new Other());
        world.trouble(cell);
    }

    /** What the other connection is told: of its end, and of bytes that are the occasion of the calls. */
    private final class Other implements ConnectionHandler {
        @Override
        public void received(Connection own, ByteBuffer bytes) {
            bytes.position(bytes.limit());
            stack.run(() -> reached(Moment.OTHERS));
        }

        @Override
        public void inputEnded(Connection own, ByteBuffer rest) {
            stack.run(() -> otherTold = true);
        }
    }

    /** Tries it; whether the moment came. */
    boolean run() {
        connection.begin(true);
        other.begin(true);
        shakeHands();
        for (int step = 0; step < STEPS; step++) {
            peer.step(step);
            if (step == OCCASION) {
                occasion();
            }
            turn();
            if (step == OCCASION + 2) {
                holds.workerReturns();
            }
        }
        if (cell.patient()) {
            waitLong();
        } else {
            comeToEnd();
        }
        check();
        return done;
    }

    /** The computing of it is done elsewhere, in real time. */
    private void shakeHands() {
        SecureStream client = secured;
        for (int i = 0; client != null && connection.isOpen() && !course.hasOpened(); i++) {
            assertThat(i).as("turns of a handshake").isLessThan(10 * ENDLESS);
            client.shakesHands();
            turn();
            Thread.onSpinWait();
        }
    }

    private void occasion() {
        switch (cell.moment()) {
            case OUTSIDE -> reached(Moment.OUTSIDE);
            case TASK -> world.loop().execute(() -> reached(Moment.TASK));
            case TIMER -> world.loop().timeout(() -> reached(Moment.TIMER)).schedule(0);
            case OTHERS -> otherPeer.send(1);
            case TIMED_OUT -> {
                if (connection.isOpen()) {
                    connection.deadline(SOON);
                    world.loop().turn(Duration.ZERO);
                    world.pass(SOON);
                }
            }
            default -> {}
        }
    }

    private int turn() {
        int handled = world.turn();
        AssertionError broken = stack.broken;
        if (broken != null) {
            throw broken;
        }
        moveOthers();
        Invariant.check(connection);
        Invariant.check(other);
        return handled;
    }

    private void moveOthers() {
        if (forwards && !hasForwarded) {
            hasForwarded = true;
            otherPeer.wants(Noise.INCOMING, course.taken());
        }
        if (hasForwarded) {
            otherPeer.read(Integer.MAX_VALUE);
        }
        if (fedFrom >= 0 && otherPeer.sent() < fedFrom + FED) {
            otherPeer.send(random.nextInt(1, (int) (fedFrom + FED - otherPeer.sent()) + 1));
        }
    }

    /** The handler has been told of the beginning. */
    void begun(Connection opened) {
        if (cell.moment() == Moment.SATURATED || cell.moment() == Moment.DRAINED) {
            write(Noise.OUTGOING.at(written, MUCH));
        }
        assertThat(opened).isSameAs(connection);
    }

    /** A moment has come: if it is the one, the calls are made. */
    void reached(Moment moment) {
        if (moment != cell.moment() || done) {
            return;
        }
        done = true;
        try {
            act(cell.first());
            act(cell.second());
        } catch (RuntimeException e) {
            throw new AssertionError("a call throws: " + e, e);
        }
    }

    private void act(Act act) {
        note(act.name());
        switch (act) {
            case NOTHING -> {}
            case WRITE -> write(Noise.OUTGOING.arrayAt(written, 10));
            case WRITE_MUCH -> write(Noise.OUTGOING.at(written, MUCH));
            case WRITE_MANY -> {
                for (int i = 0; i < 16; i++) {
                    write(Noise.OUTGOING.arrayAt(written, 100));
                }
            }
            case SEND_FILE -> sendFile();
            case END_OUTPUT, FINISH, FINISH_AFTER_EXCHANGE, CLOSE, RESET, RESET_WHEN_SENT -> end(act);
            case PAUSE, RESUME, PAUSE_AND_RESUME, DISABLE_AND_ENABLE, DISABLE, WORKER, BEGIN_EXCHANGE -> holds.act(act);
            case FORWARD, STOP_FORWARDING, FEED -> forward(act);
            case NEW_HANDLER -> {
                probe = probe.replacement();
                connection.handler(probe);
                course.handsOutAgain();
            }
            case DEADLINE -> connection.deadline(SOON);
            case EXPECT_RESPONSE -> connection.expectResponse();
            case READ_WHILE_SATURATED -> {
                connection.readsWhileSaturated(true);
                course.outputLetGo();
            }
            case THROW -> throwLater();
        }
    }

    private void throwLater() {
        boolean inHandler = cell.moment().compareTo(Moment.CLOSED) <= 0;
        if (inHandler) {
            thrown = true;
            over = true;
            mayLoseOutput = true;
            mayEndFor(CloseReason.HANDLER_FAILED);
        }
    }

    private void write(ByteBuffer bytes) {
        if (fedFrom >= 0) {
            return; // nobody could say what comes first
        }
        int count = bytes.remaining();
        if (connection.write(bytes).isTaken()) {
            written += count;
        }
        assertThat(bytes.hasRemaining()).as("left in what was written").isFalse();
    }

    private void sendFile() {
        if (fedFrom < 0) {
            int count = random.nextInt(3) == 0 ? 0 : 20_000;
            FileFd file = world.openFile();
            if (connection.sendFile(file, written, count, true).isTaken()) {
                written += count;
            }
        }
    }

    private void end(Act act) {
        switch (act) {
            case END_OUTPUT -> connection.endOutput();
            case FINISH -> {
                over = true;
                connection.finish();
            }
            case FINISH_AFTER_EXCHANGE -> connection.finishAfterExchange();
            case CLOSE -> {
                ends(CloseReason.CLOSED);
                connection.close();
            }
            case RESET -> {
                ends(CloseReason.CLOSED);
                connection.reset();
            }
            default -> {
                over = true;
                mayEndFor(CloseReason.CLOSED);
                connection.resetWhenSent();
            }
        }
    }

    private void ends(CloseReason reason) {
        over = true;
        mayLoseOutput = true;
        mayEndFor(reason);
    }

    private void forward(Act act) {
        switch (act) {
            case FORWARD -> {
                connection.forwardTo(other);
                forwards |= connection.isOpen();
            }
            case STOP_FORWARDING -> connection.stopForwarding();
            default -> {
                if (fedFrom < 0) {
                    fedFrom = written;
                    otherPeer.sends(Noise.OUTGOING, written);
                    other.forwardTo(connection);
                }
            }
        }
    }

    /** The handler is told of the peer's end: some end their side at once. */
    void endedByPeer(Connection ended) {
        if (cell.number() % 2 == 0 && fedFrom < 0) {
            ended.finishAfterExchange();
        }
    }

    /** Everything is let go, the peer reads and ends, and no time passes. */
    private void comeToEnd() {
        world.calm();
        peer.end();
        otherPeer.end();
        untilQuiet();
        boolean told = course.inputEnded() || over || !connection.isOpen();
        assertThat(told).as("the peer's end is told").isTrue();
        over = true;
        connection.finish();
        other.finish();
        untilQuiet();
        assertThat(course.reason()).as("it comes to its end").isNotNull();
        assertThat(other.isOpen()).as("the other one is open still").isFalse();
    }

    private void untilQuiet() {
        int quiet = 0;
        for (int i = 0; quiet < QUIET; i++) {
            assertThat(i).as("turns in which something happens").isLessThan(ENDLESS);
            long moved = peer.read(Integer.MAX_VALUE);
            long before = otherPeer.got() + otherPeer.sent();
            int noted = notes.size();
            int handled = turn();
            boolean idle = !isUnderWay()
                    && handled + moved == 0
                    && before == otherPeer.got() + otherPeer.sent()
                    && noted == notes.size()
                    && !holds.letGo();
            quiet = idle ? quiet + 1 : 0;
        }
    }

    /** What TCP takes its time for, though nobody is in its way. */
    private boolean isUnderWay() {
        if (cell.line() != Cell.Line.TCP || !connection.isOpen() || peer.isGone() || isHeld()) {
            return false;
        }
        boolean comes = !over && connection.bytesReceived() < peer.sent();
        return comes || connection.queuedBytes() > 0;
    }

    /** Nobody moves any more: some limit of time has to end it. */
    private void waitLong() {
        world.calm();
        holds.workerReturns();
        mayLoseOutput = true;
        mayEnd.addAll(World.LIMITS);
        for (int i = 0; i < 200 && connection.isOpen(); i++) {
            world.pass(Duration.ofMinutes(1));
            holds.workerReturns();
            turn();
        }
        assertThat(course.reason()).as("it does not wait for ever").isNotNull();
        peer.read(Integer.MAX_VALUE);
        other.close();
        turn();
    }

    /** What the peer or the line may do to it. */
    private void allowForTheirs() {
        if (!cell.peer().staysToTheEnd() && peer.isGone()) {
            mayEnd.add(CloseReason.RESET);
            mayLoseOutput = true;
            if (cell.line().isSecure()) {
                mayEnd.add(CloseReason.TRUNCATED);
            }
        }
        if (cell.line() == Cell.Line.TLS_1_2) {
            mayEnd.add(CloseReason.RESET); // what was to be sent when the peer has ended both directions
            mayLoseOutput = true;
        }
    }

    private void check() {
        allowForTheirs();
        assertThat(course.reason()).as("error %s", course.error()).isIn(mayEnd);
        boolean finished = course.reason() == CloseReason.FINISHED;
        long all = written + (fedFrom < 0 || over && !done ? 0 : Math.max(0, otherPeer.sent() - fedFrom));
        assertThat(peer.got()).as("what the peer got").isLessThanOrEqualTo(all);
        if (finished && !mayLoseOutput) {
            assertThat(peer.got()).as("what the peer got at the end").isGreaterThanOrEqualTo(written);
        }
        boolean tells = cell.line() == Cell.Line.TCP || cell.line() == Cell.Line.TLS; // an end from a reset
        if (tells && peer.sawOrderlyEnd()) {
            assertThat(peer.got()).as("what the peer got before an orderly end").isGreaterThanOrEqualTo(written);
        }
        checkInput();
        world.checkNothingLeft();
    }

    /** All that the peer has sent was handed out, or passed on, unless the connection was to end before. */
    private void checkInput() {
        if (course.inputEnded()) {
            long passed = hasForwarded ? otherPeer.got() : 0;
            assertThat(course.taken() + passed).as("what came").isLessThanOrEqualTo(peer.sent());
            if (!course.wasCutOff()) { // with what it had to send still
                assertThat(course.taken() + passed).as("all that came").isEqualTo(peer.sent());
            }
        }
    }

    /** Where the next byte stands, and what was taken: between them is only what was forwarded. */
    void checkPlace(long position, long taken) {
        if (!forwards) {
            assertThat(position).as("what comes next").isEqualTo(taken);
        } else if (skipped == 0) {
            skipped = position - taken;
            assertThat(skipped).as("what was passed on").isNotNegative();
        } else {
            assertThat(position).as("what comes next").isEqualTo(taken + skipped);
        }
    }

    @Override
    public void close() {
        peer.close();
        otherPeer.close();
    }

    void mayEndFor(CloseReason reason) {
        mayEnd.add(reason);
        mayLoseOutput = true;
    }

    boolean isHeld() {
        return holds.holdInput();
    }

    boolean isOver() {
        return over;
    }

    void throwIfDue() {
        if (thrown) {
            thrown = false;
            throw new World.Thrown();
        }
    }

    void note(String what) {
        notes.add(what);
    }

    /** What happened, for the message of a failure. */
    List<String> notes() {
        return notes.subList(0, Math.min(notes.size(), 40));
    }
}
