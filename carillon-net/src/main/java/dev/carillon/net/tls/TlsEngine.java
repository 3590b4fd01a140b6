package dev.carillon.net.tls;

import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * One side of a TLS conversation without a socket: records in, bytes out, and the other way. It waits for nothing; what has
 * to happen next it says. For one thread at a time. RFC 8446, RFC 5246.
 *
 * <p>The JDK's engine is behind it; another one (OpenSSL) would be too.
 */
public interface TlsEngine {
    /** What has to happen before it can go on. */
    enum Want {
        /** Nothing: bytes may be sent, and records of the peer are welcome. */
        NOTHING,
        /** Records of the peer: {@link #decrypt}. */
        READ,
        /** Sending of records of its own: {@link #encrypt}, with or without bytes. */
        WRITE,
        /**
         * A computation that may take milliseconds: {@link #task}. Until it is done, nothing else may be called: it would be an
         * {@link IllegalStateException}. Only {@link #want} may, which is {@link #READ} meanwhile.
         */
        TASK
    }

    /** What became of an attempt to decrypt. */
    enum Decrypted {
        /** A record was taken; it may have carried bytes, or not. */
        RECORD,
        /** There is no complete record: nothing was taken, more must be read. */
        INCOMPLETE,
        /** There is less room than {@link #plainSize}: nothing was taken. */
        NO_ROOM,
        /** The peer has said that it sends no more (close_notify): whatever follows is not looked at. */
        END
    }

    /**
     * What has to happen next.
     *
     * @return the next step
     */
    Want want();

    /**
     * Whether the handshake is done: from then on bytes can be sent, for good.
     *
     * @return true from the end of the handshake
     */
    boolean isEstablished();

    /**
     * Takes one record of the peer. Before {@link #isEstablished} it may be called only while {@link #want} is
     * {@link Want#READ}. Afterwards whenever there are records; but who lets it go on while {@link Want#WRITE} is wanted lets a
     * peer that asks for answers (new keys, RFC 8446 §4.6.3) fill the memory with them.
     *
     * @param records what was received and not yet taken
     * @param plain gets the bytes that the record carries; has room for {@link #plainSize} or gets none
     * @return what became of it
     * @throws SSLException if the peer is not to be trusted, or makes no sense; an alert for it is then to be sent while
     *     {@link #want} is {@link Want#WRITE}. Each later call throws it again
     * @throws IllegalStateException if something else is wanted first
     */
    Decrypted decrypt(ByteBuffer records, ByteBuffer plain) throws SSLException;

    /**
     * Makes one record: of the handshake, of the end, or of bytes.
     *
     * @param plain bytes to send; at most one record's worth is taken, and none before {@link #isEstablished}
     * @param records gets the record; has room for {@link #recordSize}
     * @throws SSLException if it cannot, or a task has failed; an alert is then to be sent as after {@link #decrypt}
     * @throws IllegalArgumentException if there is less room than {@link #recordSize}; nothing was taken
     */
    void encrypt(ByteBuffer plain, ByteBuffer records) throws SSLException;

    /**
     * The computation that is wanted. It may run in any thread; what goes wrong in it, the next call of another method says.
     *
     * @return to be run once
     */
    Runnable task();

    /** This side sends no more: a close_notify is to be sent. Under TLS 1.2 that ends the other direction too. */
    void endOutput();

    /**
     * Whether bytes can no longer be sent: after {@link #endOutput}, and under TLS 1.2 after the peer's end.
     *
     * @return true from then on
     */
    boolean isOutputEnded();

    /**
     * The room that a record can need.
     *
     * @return bytes
     */
    int recordSize();

    /**
     * The room that the bytes of a record can need.
     *
     * @return bytes
     */
    int plainSize();

    /**
     * What was agreed on.
     *
     * @return empty before {@link #isEstablished}
     */
    Optional<TlsSession> session();
}
