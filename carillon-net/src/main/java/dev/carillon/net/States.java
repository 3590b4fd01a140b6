package dev.carillon.net;

/**
 * What a connection is in the middle of: bits, several at a time.
 *
 * <pre>
 * CONNECTING --&gt; HANDSHAKING --&gt; open --&gt; INPUT_ENDED ---------------.
 *     |              |             |                                 +--&gt; closed
 *     |              |             `--&gt; OUTPUT_ENDING --&gt; OUTPUT_ENDED
 *     `--------------+--&gt; closed
 * </pre>
 *
 * Both sides end by themselves, in either order; PAUSED and DISCARDING say what becomes of input meanwhile. From each state
 * a failure or a timeout leads to closed.
 */
final class States {
    /** The socket is connected to nobody yet. */
    static final int CONNECTING = 1;
    /** The handler wants no bytes now. */
    static final int PAUSED = 1 << 1;
    /** The peer has ended its side. */
    static final int INPUT_ENDED = 1 << 2;
    /** This side ends when everything is sent. */
    static final int OUTPUT_ENDING = 1 << 3;
    /** This side has ended. */
    static final int OUTPUT_ENDED = 1 << 4;
    /** What comes is thrown away: only the peer's end is waited for. */
    static final int DISCARDING = 1 << 5;
    /** The TLS handshake is not done yet. */
    static final int HANDSHAKING = 1 << 6;

    private States() {}
}
