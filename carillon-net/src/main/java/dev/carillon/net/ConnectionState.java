package dev.carillon.net;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What a connection is in the middle of, in one word: where it stands, how far each of its directions has come, who holds its
 * input, and what is due. The functions here are the only ones that read and change such a word, and they do nothing else.
 *
 * <pre>
 * phase    CONNECTING --&gt; HANDSHAKING --&gt; OPEN --&gt; CLOSING --&gt; GONE
 *                    `-------------------^  (without TLS); from each of the first three to CLOSING
 * input    READING --&gt; END_SEEN --&gt; END_TOLD          the peer's end came; the handler knows
 * output   SENDING --&gt; ENDING --&gt; SAID --&gt; ENDED      asked for; TLS has said so; the FIN is out
 *
 * event \ phase   CONNECTING      HANDSHAKING     OPEN                 CLOSING   GONE
 * CONNECTED       OPEN, opened    -               -                    -         -
 * SECURING        HANDSHAKING     -               -                    -         -
 * SECURED         -               OPEN, opened    -                    -         -
 * END_CAME        -               -               END_SEEN             -         -
 * END_HEARD       -               -               END_TOLD             -         -
 * OUTPUT_ENDS     ENDING          ENDING          ENDING               -         -
 * FINISHES        CLOSING         CLOSING         ENDING, discards     -         -
 * END_SAID        -               -               SAID                 -         -
 * OUTPUT_ENDED    -               -               ENDED                -         -
 * CLOSES          CLOSING         CLOSING         CLOSING              ignored   ignored
 * RELEASED        -               -               -                    GONE      -
 * </pre>
 *
 * Of what waits to be sent the first may be in flight, {@link Wire}; in OPEN, SENDING and below the marks alone:
 *
 * <pre>
 * nothing flies --offered--&gt; IN_FLIGHT --landed, all--&gt; nothing flies            nothing depends on it: no settling
 *                                |------landed, less--&gt; GROUNDED until nothing waits, settles and sends directly
 *                                `------lost----------&gt; as any failure to send
 * </pre>
 *
 * An end, a close, a file, a pipe, or more bytes behind it have it submitted first, so that nothing of it flies any more.
 */
@SuppressWarnings("EnumOrdinal") // the word has the phases' places, which nobody else sees
final class ConnectionState {
    /** Where a connection stands. */
    enum Phase {
        /** The socket is connected to nobody yet. */
        CONNECTING,
        /** TLS is being agreed on. */
        HANDSHAKING,
        /** Bytes go both ways. */
        OPEN,
        /** It has ended; what that takes is done by the next {@link Settling}. */
        CLOSING,
        /** Its descriptor is closed. */
        GONE
    }

    /** What happens to it. */
    enum Event {
        CONNECTED,
        SECURING,
        SECURED,
        END_CAME,
        END_HEARD,
        OUTPUT_ENDS,
        FINISHES,
        END_SAID,
        OUTPUT_ENDED,
        CLOSES,
        RELEASED
    }

    private static final int PHASE = 7;

    private static final int INPUT = 3 << 3;
    private static final int END_SEEN = 1 << 3;
    private static final int END_TOLD = 2 << 3;

    private static final int OUTPUT = 3 << 5;
    private static final int ENDING = 1 << 5;
    private static final int SAID = 2 << 5;
    private static final int ENDED = 3 << 5;

    /** What comes is thrown away: only the peer's end is waited for. */
    static final int DISCARDING = 1 << 7;
    /** The handler is to be told that the connection is open. */
    static final int DUE_OPENED = 1 << 8;
    /** Input is to be looked for that nobody tells of: what the handler has left, or what came while nobody listened. */
    static final int DUE_INPUT = 1 << 9;
    /** Something was recorded that the connection has not settled. */
    static final int DIRTY = 1 << 10;
    /** It is in its own dispatch, which ends by settling. */
    static final int INSIDE = 1 << 11;
    /** The handler was told that more than the high-water mark waits, and not yet that it is less again. */
    static final int SATURATED = 1 << 12;
    /** The kernel took no more: sending waits until it tells that there is room. */
    static final int NO_ROOM = 1 << 13;
    /** The peer's stream has ended as it should not. */
    static final int CUT_OFF = 1 << 14;
    /** The peer is to see a reset. */
    static final int BREAKS_OFF = 1 << 15;
    // Bits 16 to 20: Hold.
    private static final int HOLDS = 31 << 16;
    /** Nothing can be sent any more, but what the peer sent before may still be there. */
    static final int OUTPUT_BROKEN = 1 << 21;
    /** Its own queue does not hold its input. */
    static final int READS_WHILE_SATURATED = 1 << 22;
    /** It is to finish when no exchange is in progress. */
    static final int ENDS_AFTER_EXCHANGE = 1 << 23;
    /** Some of what waits is in flight, {@link Wire}: sending waits until it is told what has become of that. */
    static final int IN_FLIGHT = 1 << 24;
    /** It ends when everything is sent, and then breaks off. */
    static final int ABORTS_WHEN_SENT = 1 << 25;
    /** A deadline is to be judged. */
    static final int DUE_DEADLINE = 1 << 26;
    /** Errors and hang-ups have been seen, which the kernel would tell of again and again. */
    static final int DEAF = 1 << 27;
    /** A writer was told that too much waits, and is to hear when it is little again. */
    static final int ANSWERED_FULL = 1 << 28;
    /** This side has made it: whether it or the peer has the first word, only the program knows. */
    static final int MADE_HERE = 1 << 29;
    /** It is to end after its next look at what has come. */
    static final int DRAINING = 1 << 30;
    /** Nothing goes by {@link Wire#offer} until nothing waits: not all of what was in flight was taken, or much is to be sent. */
    static final int GROUNDED = 1 << 31;

    private static final Phase[] PHASES = Phase.values();
    private static final Map<Event, Set<Phase>> LEGAL = new EnumMap<>(Event.class);

    static {
        Set<Phase> living = EnumSet.range(Phase.CONNECTING, Phase.OPEN);
        LEGAL.put(Event.CONNECTED, EnumSet.of(Phase.CONNECTING));
        LEGAL.put(Event.SECURING, EnumSet.of(Phase.CONNECTING));
        LEGAL.put(Event.SECURED, EnumSet.of(Phase.HANDSHAKING));
        LEGAL.put(Event.END_CAME, EnumSet.of(Phase.OPEN));
        LEGAL.put(Event.END_HEARD, EnumSet.of(Phase.OPEN));
        LEGAL.put(Event.OUTPUT_ENDS, living);
        LEGAL.put(Event.FINISHES, living);
        LEGAL.put(Event.END_SAID, EnumSet.of(Phase.OPEN));
        LEGAL.put(Event.OUTPUT_ENDED, EnumSet.of(Phase.OPEN));
        LEGAL.put(Event.CLOSES, EnumSet.allOf(Phase.class));
        LEGAL.put(Event.RELEASED, EnumSet.of(Phase.CLOSING));
    }

    private ConnectionState() {}

    /** A connection that begins. */
    static int beginning() {
        return Phase.CONNECTING.ordinal();
    }

    /** The next state. */
    static int on(int state, Event event) {
        assert isLegal(state, event) : event + " while " + describe(state);
        return switch (event) {
            case CONNECTED, SECURED -> in(state, Phase.OPEN) | DUE_OPENED;
            case SECURING -> in(state, Phase.HANDSHAKING);
            case END_CAME -> input(state, END_SEEN);
            case END_HEARD -> input(state, END_TOLD);
            case OUTPUT_ENDS -> isSending(state) ? output(state, ENDING) : state;
            case FINISHES -> finishing(state);
            case END_SAID -> output(state, SAID);
            case OUTPUT_ENDED -> output(state, ENDED);
            case CLOSES -> isLiving(state) ? in(state, Phase.CLOSING) : state;
            case RELEASED -> in(state, Phase.GONE);
        };
    }

    static boolean isLegal(int state, Event event) {
        Set<Phase> phases = LEGAL.get(event);
        return phases != null && phases.contains(phase(state));
    }

    private static int finishing(int state) {
        if (phase(state) != Phase.OPEN) {
            return in(state, Phase.CLOSING); // nothing has begun that could come to an end
        }
        int ending = isSending(state) ? output(state, ENDING) : state;
        return (ending | DISCARDING | DUE_INPUT) & ~HOLDS; // an edge may have come while it was held
    }

    private static int in(int state, Phase phase) {
        return state & ~PHASE | phase.ordinal();
    }

    private static int input(int state, int input) {
        return state & ~INPUT | input;
    }

    private static int output(int state, int output) {
        return state & ~OUTPUT | output;
    }

    static Phase phase(int state) {
        return PHASES[state & PHASE];
    }

    /** Before {@link Phase#CLOSING}. */
    static boolean isLiving(int state) {
        return (state & PHASE) < Phase.CLOSING.ordinal();
    }

    static boolean isOpen(int state) {
        return (state & PHASE) == Phase.OPEN.ordinal();
    }

    static boolean isClosing(int state) {
        return (state & PHASE) == Phase.CLOSING.ordinal();
    }

    /** Messages are handed out, also of what was left when the peer's end came: asked before each one. */
    static boolean takesMessages(int state) {
        return (state & (PHASE | END_TOLD | DISCARDING | HOLDS)) == Phase.OPEN.ordinal();
    }

    /** Bytes are read from the socket. */
    static boolean wantsBytes(int state) {
        return isOpen(state) && (state & INPUT) == 0 && ((state & DISCARDING) != 0 || !isHeld(state));
    }

    /** Nobody but straight-line code holds it, which is about to read, as a rule. */
    static boolean isForStream(int state) {
        return (state & (PHASE | INPUT | DISCARDING | HOLDS)) == (Phase.OPEN.ordinal() | Hold.STREAM.bit());
    }

    /** The peer's end has come, and nobody holds it back. */
    static boolean mayHearEnd(int state) {
        return isOpen(state) && (state & INPUT) == END_SEEN && ((state & DISCARDING) != 0 || !isHeld(state));
    }

    static boolean isHeld(int state) {
        return (state & HOLDS) != 0;
    }

    /** Nothing of the peer's is to come any more. */
    static boolean hasInputEnded(int state) {
        return (state & INPUT) != 0;
    }

    static boolean isEndTold(int state) {
        return (state & INPUT) == END_TOLD;
    }

    /** More may be written. */
    static boolean isSending(int state) {
        return (state & OUTPUT) == 0;
    }

    /**
     * What is sent may be in flight for a while, since nothing depends on it having been taken: no mark, no end, no handshake.
     * So its landing asks for no settling.
     */
    static boolean mayFly(int state) {
        return (state & (PHASE | OUTPUT | SATURATED | ANSWERED_FULL | ABORTS_WHEN_SENT | GROUNDED))
                == Phase.OPEN.ordinal();
    }

    /** It ends, or breaks off, as soon as everything is sent. */
    static boolean endsWhenSent(int state) {
        return isEnding(state) || (state & ABORTS_WHEN_SENT) != 0;
    }

    /** The end is asked for and not out yet. */
    static boolean isEnding(int state) {
        return (state & OUTPUT) == ENDING || (state & OUTPUT) == SAID;
    }

    static boolean hasSaidEnd(int state) {
        return (state & OUTPUT) >= SAID;
    }

    static boolean hasOutputEnded(int state) {
        return (state & OUTPUT) == ENDED;
    }

    /** For errors and failed assertions. */
    static String describe(int state) {
        String input = (state & INPUT) == 0 ? "reading" : isEndTold(state) ? "end told" : "end seen";
        String output = isSending(state) ? "sending" : hasOutputEnded(state) ? "ended" : "ending";
        return phase(state) + ", " + input + ", " + output + ", " + Integer.toBinaryString(state >>> 7);
    }
}
