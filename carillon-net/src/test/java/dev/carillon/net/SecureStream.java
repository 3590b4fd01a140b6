package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.linux.StreamFd;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.net.tls.TlsEngine;
import dev.carillon.net.tls.TlsEngine.Decrypted;
import dev.carillon.net.tls.TlsEngine.Want;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** A client's TLS over a socket that does not wait. */
final class SecureStream implements PeerStream {
    private static final KeyMaterial KEY = SelfSigned.create();
    private static final TlsContext CLIENT = TlsContext.client().withTrust(KEY.chain());
    private static final TlsContext OLDER = CLIENT.withProtocols(TlsContext.Protocol.TLS_1_2);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Socket socket;
    private final TlsEngine engine;
    private final ByteBuffer incoming;
    private final ByteBuffer outgoing;
    private final ByteBuffer plain;
    private boolean ended;
    private int records;

    SecureStream(Socket socket) {
        this(socket, Cell.Line.TLS);
    }

    SecureStream(Socket socket, Cell.Line line) {
        this.socket = socket;
        this.engine = (line == Cell.Line.TLS ? CLIENT : OLDER).engine("localhost", 0);
        this.incoming = ByteBuffer.allocateDirect(2 * engine.recordSize()).flip();
        this.outgoing = ByteBuffer.allocateDirect(8 * engine.recordSize()).flip();
        this.plain = ByteBuffer.allocate(engine.plainSize()).flip();
    }

    /** The context of the server that it trusts. */
    static TlsContext server() {
        return TlsContext.server(KEY);
    }

    /** The context of a client that trusts that server. */
    static TlsContext client() {
        return CLIENT;
    }

    /** Goes on with the handshake; whether that is done on this side. */
    boolean shakesHands() {
        flush();
        while (!engine.isEstablished() || engine.want() == Want.WRITE) {
            switch (engine.want()) {
                case TASK -> engine.task().run();
                case WRITE -> encrypt(NOTHING);
                default -> {
                    if (takeRecord() <= 0) {
                        return false;
                    }
                }
            }
        }
        flush();
        return true;
    }

    @Override
    public int send(ByteBuffer bytes) {
        flush();
        int before = bytes.remaining();
        boolean can = engine.isEstablished() && !engine.isOutputEnded();
        while (can && bytes.hasRemaining() && outgoing.remaining() < engine.recordSize()) {
            encrypt(bytes);
        }
        return before - bytes.remaining();
    }

    private void encrypt(ByteBuffer bytes) {
        outgoing.compact();
        try {
            engine.encrypt(bytes, outgoing);
        } catch (SSLException e) {
            throw new AssertionError("the client cannot encrypt", e);
        } finally {
            outgoing.flip();
        }
        flush();
    }

    @Override
    public void flush() {
        while (outgoing.hasRemaining() && socket.send(outgoing, 0) > 0) {
            // As long as there is room.
        }
    }

    @Override
    public int read(ByteBuffer into) {
        flush();
        while (!plain.hasRemaining()) {
            int taken = takeRecord();
            if (taken <= 0) {
                return taken;
            }
        }
        int count = Math.min(into.remaining(), plain.remaining());
        into.put(into.position(), plain, plain.position(), count);
        into.position(into.position() + count);
        plain.position(plain.position() + count);
        return count;
    }

    /** Takes one record: above 0 if there was one, else what {@link #read} answers. */
    private int takeRecord() {
        while (!ended) {
            plain.clear();
            Decrypted result = decrypt();
            plain.flip();
            while (engine.want() == Want.WRITE) {
                encrypt(NOTHING);
            }
            ended = result == Decrypted.END;
            if (result == Decrypted.RECORD) {
                records++;
                return 1;
            }
            if (result == Decrypted.INCOMPLETE) {
                incoming.compact();
                int count = socket.read(incoming);
                incoming.flip();
                if (count <= 0) {
                    return count == StreamFd.END ? CUT_OFF : count;
                }
            }
        }
        return StreamFd.END;
    }

    private Decrypted decrypt() {
        try {
            return engine.decrypt(incoming, plain);
        } catch (SSLException e) {
            throw new AssertionError("the client is sent what makes no sense", e);
        }
    }

    @Override
    public void end() {
        engine.endOutput();
        while (engine.want() == Want.WRITE) {
            encrypt(NOTHING);
        }
    }

    /** How many have come. */
    int records() {
        return records;
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }
}
