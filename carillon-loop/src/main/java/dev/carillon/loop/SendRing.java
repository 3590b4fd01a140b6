package dev.carillon.loop;

import dev.carillon.linux.Errno;
import dev.carillon.linux.IoUring;
import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * By what the sends of one loop's turn go out together: one {@code io_uring_enter(2)} for all of them, before the loop waits
 * again. Where there is no io_uring, and of a turn that sends once, each goes by a call of its own. For the loop's thread.
 *
 * <p>What is {@linkplain #offer offered} is in flight until its {@link Sender} is told what has become of it: its memory must stay
 * as it is, and its socket open, until then. Nothing is in flight when {@link #submit} returns, nor while the loop waits. Of one
 * socket there is never more than one piece: a second would overtake a first for which there was no room.
 */
public final class SendRing {
    /** Whether a loop's sends go by its ring, {@link LoopOptions#withSendRing}. */
    public enum Use {
        /** Where io_uring can be had, which is found out by trying it. */
        WHERE_IT_WORKS,
        /** Each send goes by a call of its own, at once. */
        NEVER,
        /** To find out whose a fault is: at the same time and in the same order as by the ring, each by a call of its own. */
        BY_CALLS
    }

    /**
     * Is told what has become of what was offered. What it does then is to record: no handler of a program is called.
     *
     * @param <T> whose it is
     */
    public interface Sender<T> {
        /**
         * The kernel has taken it, or a part.
         *
         * @param of whose it is
         * @param count how many bytes; less than were offered if there was no room for more, which is as good as not known: the
         *     next send tells
         */
        void landed(T of, int count);

        /**
         * None of it could be sent.
         *
         * @param of whose it is
         * @param cause EPIPE, ECONNRESET, …
         */
        void lost(T of, LinuxException cause);
    }

    /** Pieces in flight at the most: so many fit the caches with all that belongs to them. */
    private static final int PLACES = 64;
    /** Bytes in flight, likewise. */
    private static final int MOST_BYTES = 256 * 1024;
    /** So long the first may wait for the others of its turn: what a turn of short handlers takes. */
    private static final long LONGEST_NANOS = 500_000;

    private static final int WHOLE = -1;
    private static final AtomicBoolean IS_TOLD = new AtomicBoolean();
    /** Found out once for all loops; a refusal is not, for it may be one loop's alone. */
    private static volatile boolean isKnownToWork;

    private final EventLoop loop;
    private final LoopStatistics statistics;
    private final Use use;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type cannot be made otherwise
    private final @Nullable Sender<Object>[] senders = new @Nullable Sender[PLACES];

    private final @Nullable Object[] owners = new @Nullable Object[PLACES];
    private final @Nullable Socket[] sockets = new @Nullable Socket[PLACES];
    private final @Nullable ByteBuffer[] pieces = new @Nullable ByteBuffer[PLACES];
    private final int[] taken = new int[PLACES];
    private final @Nullable LinuxException[] failures = new @Nullable LinuxException[PLACES];
    private int count;
    private int bytes;
    /** When the first was offered. */
    private long since;

    private boolean isOneAlone;
    private @Nullable IoUring ring;
    /** Why it has no ring and never will; empty while it has one or may have one yet. */
    private String refusal;

    SendRing(EventLoop loop, Use use, LoopStatistics statistics) {
        this.loop = loop;
        this.use = use;
        this.statistics = statistics;
        this.refusal = use == Use.WHERE_IT_WORKS ? "" : "its options say " + use;
    }

    /**
     * Whether to offer anything at all.
     *
     * @return false if each send is to go at once
     */
    public boolean isInUse() {
        return use == Use.BY_CALLS || refusal.isEmpty();
    }

    /**
     * Whether to offer something now, or to send it at once: what is alone in its turn gains nothing.
     *
     * @return false if others are not about to send as well, as far as is known
     */
    public boolean isWorthwhile() {
        return !isOneAlone && isInUse();
    }

    /** So many sources are about to be handled. */
    void expect(int sources) {
        isOneAlone = sources == 1;
    }

    /**
     * Takes a piece, which is in flight from now on. If there is no room for it others land first.
     *
     * @param sender is told what has become of it, before a later call of {@link #submit} or {@code offer} returns
     * @param of whose it is
     * @param <T> what that is
     * @param socket a stream socket of which nothing is in flight
     * @param piece direct; the bytes between position and limit are sent
     */
    @SuppressWarnings("unchecked") // of its own piece alone is it told
    public <T> void offer(Sender<T> sender, T of, Socket socket, ByteBuffer piece) {
        int length = piece.remaining();
        if (count == PLACES || bytes + length > MOST_BYTES) {
            submit();
        }
        if (count == 0) {
            since = loop.dispatcher.now();
        }
        senders[count] = (Sender<Object>) sender;
        owners[count] = of;
        sockets[count] = socket;
        pieces[count++] = piece;
        bytes += length;
    }

    /** Sends what is in flight. When it returns nothing is, and each sender was told. */
    public void submit() {
        int all = count;
        if (all == 0) {
            return;
        }
        int byRing = all > 1 ? sendByRing(all) : 0;
        for (int i = byRing; i < all; i++) {
            send(i);
        }
        count = 0;
        bytes = 0;
        for (int i = 0; i < all; i++) {
            tell(i);
        }
    }

    /** Sends what is in flight if some of it has been for long: handlers that take their time keep nobody's answer back. */
    void submitIfLate(long now) {
        if (count > 0 && now - since > LONGEST_NANOS) {
            submit();
        }
    }

    /** How many of the first pieces the kernel has decided on. */
    private int sendByRing(int all) {
        IoUring present = ring == null ? open() : ring;
        if (present == null) {
            return 0;
        }
        for (int i = 0; i < all; i++) {
            present.send(at(sockets, i), at(pieces, i), i);
            taken[i] = WHOLE;
        }
        int decided;
        try {
            decided = present.submit();
        } catch (LinuxException e) {
            giveUp(present, e);
            return 0;
        }
        while (present.next()) {
            record((int) present.token(), present);
        }
        statistics.ringCalls++;
        statistics.ringSends += decided;
        return decided;
    }

    /** A completion, which there is only of what was not sent as a whole. */
    private void record(int index, IoUring of) {
        try {
            taken[index] = of.sent(at(sockets, index));
        } catch (LinuxException e) {
            failures[index] = e;
        }
    }

    private void send(int index) {
        ByteBuffer piece = at(pieces, index);
        int position = piece.position();
        try {
            taken[index] = at(sockets, index).send(piece, 0);
        } catch (LinuxException e) {
            failures[index] = e;
        } finally {
            piece.position(position); // whose it is moves it on
        }
    }

    private void tell(int index) {
        Sender<Object> sender = at(senders, index);
        Object of = at(owners, index);
        int length = at(pieces, index).remaining();
        LinuxException failure = failures[index];
        senders[index] = null;
        owners[index] = null;
        sockets[index] = null;
        pieces[index] = null;
        failures[index] = null;
        try {
            if (failure != null) {
                sender.lost(of, failure);
            } else {
                sender.landed(of, taken[index] == WHOLE ? length : taken[index]);
            }
        } catch (RuntimeException e) { // its own affair: the others are told all the same
            loop.failures.tell(Level.ERROR, "could not tell what has become of a send of ", of, e);
        }
    }

    private static <T> T at(@Nullable T[] places, int index) {
        T there = places[index];
        if (there == null) {
            throw new IllegalStateException("nothing is in flight at place " + index);
        }
        return there;
    }

    /** Not before it is needed: a loop that never sends twice in a turn has no descriptor for it. */
    private @Nullable IoUring open() {
        if (!refusal.isEmpty()) {
            return null;
        }
        try {
            Optional<Errno> errno = isKnownToWork ? Optional.empty() : KernelFeature.IO_URING.refusal();
            if (errno.isPresent()) {
                refuse(KernelFeature.IO_URING.name() + " is refused here: " + errno.get());
                return null;
            }
            isKnownToWork = true;
            ring = IoUring.open(PLACES, 2 * PLACES);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EMFILE && e.errno() != Errno.ENFILE) { // else there may be one in a later turn
                refuse(String.valueOf(e.getMessage()));
            }
        }
        return ring;
    }

    private void giveUp(IoUring present, LinuxException cause) {
        ring = null;
        present.close();
        refuse(String.valueOf(cause.getMessage()));
    }

    /** Told once: it is the same for all loops, as a rule, and nothing is lost but time. */
    private void refuse(String reason) {
        refusal = reason;
        if (IS_TOLD.compareAndSet(false, true)) {
            Failures.say(Level.INFO, toString());
        }
    }

    void close() {
        submit();
        refusal = "the loop is closed";
        IoUring present = ring;
        if (present != null) {
            ring = null;
            present.close();
        }
    }

    /** One line: how the loop's sends go out, and why. */
    @Override
    public String toString() {
        String subject = "sends of " + loop + " go out ";
        if (refusal.isEmpty()) {
            return subject + (ring == null ? "by io_uring from the first turn on that has several" : "by io_uring");
        }
        return subject + "by a call each: " + refusal;
    }
}
