package dev.carillon.net.tls;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's {@link SSLEngine}. What it is asked for, it is asked for one record at a time; nothing is copied or allocated
 * here while bytes go to and fro.
 */
final class JdkTlsEngine implements TlsEngine {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final int HEADER_SIZE = 5;
    private static final int HANDSHAKE_RECORD = 22;

    /**
     * The header of a record that is too long in every state: JSSE refuses it by looking at it, and makes the alert which it
     * has no method for.
     */
    private static final byte[] IMPOSSIBLE = {23, 3, 3, -1, -1};

    private final SSLEngine engine;
    private final HandshakeNotes notes;
    private final SSLSession noSession;
    private final int recordSize;
    private final int plainSize;
    private Optional<TlsSession> session = Optional.empty();
    private boolean started;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean renegotiable;
    private @Nullable SSLException failure;
    private boolean alertLost;

    /**
     * JSSE has said, by its last result, that it wants nothing and has ended nothing: to ask it again, under its lock, for each
     * record would bring nothing new.
     */
    private boolean quiet;

    /** JSSE holds a lock while a task runs: whoever asks it anything meanwhile would wait. */
    private volatile boolean taskRuns;

    /** Takes an engine that has done nothing yet, and what is noted of it. */
    JdkTlsEngine(SSLEngine engine, HandshakeNotes notes) {
        this.engine = engine;
        this.notes = notes;
        this.noSession = engine.getSession();
        this.recordSize = noSession.getPacketBufferSize();
        this.plainSize = noSession.getApplicationBufferSize();
    }

    @Override
    public Want want() {
        if (taskRuns) {
            return Want.READ;
        }
        if (quiet) {
            return Want.NOTHING;
        }
        boolean established = isEstablished();
        if (failure != null) {
            return !alertLost && hasOutput() ? Want.WRITE : Want.NOTHING;
        }
        return switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> Want.TASK;
            case NEED_WRAP -> engine.isOutboundDone() ? Want.NOTHING : Want.WRITE;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> established || inputEnded ? Want.NOTHING : Want.READ;
            case NOT_HANDSHAKING, FINISHED -> started ? Want.NOTHING : first();
        };
    }

    /** The client speaks first. JSSE would say so after {@code beginHandshake}, which computes already. */
    private Want first() {
        return engine.getUseClientMode() ? Want.WRITE : Want.READ;
    }

    private boolean hasOutput() {
        return engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP && !engine.isOutboundDone();
    }

    @Override
    public boolean isEstablished() {
        if (session.isEmpty() && !taskRuns && failure == null && isHandshakeDone()) {
            session = Optional.of(describe(engine.getSession()));
        }
        return session.isPresent();
    }

    /**
     * The status FINISHED is not always shown. A session alone is no proof: under TLS 1.3 a server has it before the client has
     * shown its certificate. Nor is the end of the handshake, which failure ends too.
     */
    private boolean isHandshakeDone() {
        return engine.getSession() != noSession && engine.getHandshakeSession() == null && !engine.isInboundDone();
    }

    private TlsSession describe(SSLSession agreed) {
        renegotiable = !agreed.getProtocol().equals(TlsContext.Protocol.TLS_1_3.standardName());
        String chosen = engine.getApplicationProtocol();
        return new TlsSession(
                agreed.getProtocol(),
                agreed.getCipherSuite(),
                chosen == null ? "" : chosen,
                notes.serverName(),
                peerCertificates(agreed),
                !notes.isFull());
    }

    private static List<X509Certificate> peerCertificates(SSLSession session) {
        try {
            return Stream.of(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            // It has shown none, which is no error if none was asked for.
            return List.of();
        }
    }

    @Override
    public Decrypted decrypt(ByteBuffer records, ByteBuffer plain) throws SSLException {
        refuseWhileTaskRuns();
        if (failure != null) {
            throw failure;
        }
        if (inputEnded) {
            return Decrypted.END;
        }
        if (records.remaining() >= HEADER_SIZE) {
            checkHeader(records);
        }
        SSLEngineResult result = unwrap(records, plain);
        return switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> Decrypted.INCOMPLETE;
            case BUFFER_OVERFLOW -> Decrypted.NO_ROOM;
            case CLOSED -> endInput();
            case OK -> {
                if (result.bytesConsumed() == 0) {
                    refuseStandstill();
                }
                // Now, as the next record may be the end.
                isEstablished();
                yield Decrypted.RECORD;
            }
        };
    }

    /**
     * What JSSE would take and must not: a record longer than any that is needed, which would have to be collected first (it
     * allows twice the size), and a second handshake, which costs much and which nobody needs. Under TLS 1.2 the kind of a
     * record can be seen from outside; TLS 1.3 has no second handshake.
     */
    private void checkHeader(ByteBuffer records) throws SSLException {
        int start = records.position();
        int first = records.get(start);
        int length =
                Byte.toUnsignedInt(records.get(start + 3)) << Byte.SIZE | Byte.toUnsignedInt(records.get(start + 4));
        // Outside of this range it is no record: JSSE says so.
        if (first >= 20 && first <= 24 && length > recordSize - HEADER_SIZE) {
            throw refuse(
                    "the peer sends a TLS record of " + length + " bytes, the limit is " + (recordSize - HEADER_SIZE));
        }
        if (first == HANDSHAKE_RECORD && isEstablished() && renegotiable) {
            throw refuse("the peer wants to renegotiate, which is never allowed");
        }
        if (first == HANDSHAKE_RECORD
                && session.isEmpty()
                && !engine.getUseClientMode()
                && notes.serverName().isEmpty()) {
            notes.note(ClientHello.serverName(records));
        }
    }

    private SSLException refuse(String message) {
        SSLException refusal = new SSLProtocolException(message);
        failure = refusal;
        started = true;
        quiet = false;
        try {
            engine.unwrap(ByteBuffer.wrap(IMPOSSIBLE), ByteBuffer.allocate(plainSize));
        } catch (SSLException e) {
            refusal.addSuppressed(e);
        }
        return refusal;
    }

    private SSLEngineResult unwrap(ByteBuffer records, ByteBuffer plain) throws SSLException {
        started = true;
        try {
            return listen(engine.unwrap(records, plain));
        } catch (SSLException e) {
            throw fail(e);
        } catch (RuntimeException e) {
            throw fail(new SSLException("the TLS engine has failed: " + e, e));
        }
    }

    private SSLEngineResult listen(SSLEngineResult result) {
        quiet = result.getStatus() == SSLEngineResult.Status.OK
                && result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING
                && failure == null
                && isEstablished();
        return result;
    }

    private SSLException fail(SSLException reason) {
        failure = reason;
        quiet = false;
        // If JSSE has not closed it with an alert, there is a close_notify at least.
        engine.closeOutbound();
        return reason;
    }

    private Decrypted endInput() {
        inputEnded = true;
        outputEnded |= !isEstablished() || renegotiable || Boolean.getBoolean("jdk.tls.acknowledgeCloseNotify");
        return Decrypted.END;
    }

    /** An engine that takes nothing and does not say why would be asked for ever. */
    private void refuseStandstill() throws SSLException {
        Want want = want();
        if (want == Want.WRITE || want == Want.TASK) {
            throw new IllegalStateException("no record can be decrypted before the " + want + " that is wanted");
        }
        throw fail(new SSLException("the TLS engine takes no record and does not say why"));
    }

    @Override
    public void encrypt(ByteBuffer plain, ByteBuffer records) throws SSLException {
        refuseWhileTaskRuns();
        if (records.remaining() < recordSize) {
            throw new IllegalArgumentException(
                    "a TLS record can need " + recordSize + " bytes, there is room for " + records.remaining());
        }
        boolean hasBytes = plain.hasRemaining() && isEstablished() && !isOutputEnded();
        if (!hasBytes && want() != Want.WRITE) {
            return;
        }
        SSLEngineResult result = wrap(hasBytes ? plain : NO_BYTES, records);
        boolean progress = result != null && result.bytesProduced() + result.bytesConsumed() > 0;
        if (!progress && (hasBytes || want() == Want.WRITE)) {
            alertLost = true;
            if (failure == null) {
                throw fail(new SSLException("the TLS engine makes no record and does not say why"));
            }
        }
    }

    /** Null if there was a failure already, of which the caller knows. */
    private @Nullable SSLEngineResult wrap(ByteBuffer plain, ByteBuffer records) throws SSLException {
        started = true;
        try {
            return listen(engine.wrap(plain, records));
        } catch (SSLException e) {
            return failAgain(e);
        } catch (RuntimeException e) {
            return failAgain(new SSLException("the TLS engine has failed: " + e, e));
        }
    }

    private @Nullable SSLEngineResult failAgain(SSLException reason) throws SSLException {
        if (failure == null) {
            throw fail(reason);
        }
        failure.addSuppressed(reason);
        return null;
    }

    @Override
    public Runnable task() {
        refuseWhileTaskRuns();
        Runnable first = engine.getDelegatedTask();
        if (first == null) {
            throw new IllegalStateException("there is no task: ask want() first");
        }
        taskRuns = true;
        return () -> runAll(first);
    }

    private void runAll(Runnable first) {
        try {
            for (Runnable task = first; task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        } finally {
            taskRuns = false;
        }
    }

    private void refuseWhileTaskRuns() {
        if (taskRuns) {
            throw new IllegalStateException("the task of this TLS engine has not been run to its end");
        }
    }

    @Override
    public void endOutput() {
        refuseWhileTaskRuns();
        outputEnded = true;
        started = true;
        quiet = false;
        engine.closeOutbound();
    }

    @Override
    public boolean isOutputEnded() {
        return outputEnded || failure != null || !quiet && !taskRuns && engine.isOutboundDone();
    }

    @Override
    public int recordSize() {
        return recordSize;
    }

    @Override
    public int plainSize() {
        return plainSize;
    }

    @Override
    public Optional<TlsSession> session() {
        isEstablished();
        return session;
    }
}
