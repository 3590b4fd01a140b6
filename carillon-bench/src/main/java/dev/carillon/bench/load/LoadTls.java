package dev.carillon.bench.load;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Socket;
import dev.carillon.linux.StreamFd;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.net.tls.TlsEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * TLS 1.3 over the socket of a connection of the load, with the same cipher suite whatever a server would prefer. What is
 * sent at once becomes one record, up to 16 KiB; what has come is decrypted after each read, all of it.
 */
public final class LoadTls implements LoadStream {
    /** The only one that the load offers. */
    public static final String CIPHER_SUITE = "TLS_AES_128_GCM_SHA256";

    private static final int ROOM = 512 * 1024;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final byte[] NONE = {};
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** JSSE takes arrays without copying them once more. */
    private static final ByteBuffer RECORDS = ByteBuffer.allocate(ROOM);

    private static final ByteBuffer FOR_KERNEL = ByteBuffer.allocateDirect(ROOM);

    private final Socket socket;
    private final TlsEngine engine;
    /** Records that the kernel has not taken, and the part of a record whose rest has not come. */
    private byte[] unsent = NONE;

    private byte[] begun = NONE;
    private boolean filled;

    public LoadTls(Socket socket, TlsContext context) {
        this.socket = socket;
        this.engine = context.engine("localhost", 0);
    }

    /**
     * For all connections, and before anything else has asked for TLS in this process.
     *
     * @param resumption whether later connections go on with the session of an earlier one
     */
    public static TlsContext context(Path key, boolean resumption) {
        System.setProperty("jdk.tls.client.cipherSuites", CIPHER_SUITE);
        return TlsContext.client()
                .withTrust(KeyMaterial.pkcs12(key, TlsKey.password()).chain())
                .withProtocols(TlsContext.Protocol.TLS_1_3)
                .withResumption(resumption);
    }

    @Override
    public void prepare() throws IOException {
        ByteBuffer none = ByteBuffer.allocate(engine.plainSize());
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(socket, Epoll.IN, 0);
            while (!engine.isEstablished() || engine.want() == TlsEngine.Want.WRITE) {
                switch (engine.want()) {
                    case TASK -> engine.task().run();
                    case WRITE -> answer();
                    case READ, NOTHING -> takeHandshake(epoll, none);
                }
            }
        }
    }

    /** What is there already, and only then what has to be waited for: that would not come. */
    private void takeHandshake(Epoll epoll, ByteBuffer none) throws IOException {
        int before = begun.length;
        RECORDS.clear().put(begun).flip();
        take(none);
        if (begun.length < before) {
            return;
        }
        if (epoll.await(PATIENCE) == 0 || read(ROOM / 2) == StreamFd.END || !take(none)) {
            throw new IOException("no TLS handshake within 5 s, or the server has ended it");
        }
    }

    private void answer() throws IOException {
        RECORDS.clear();
        engine.encrypt(NOTHING, RECORDS);
        sendRecords();
    }

    @Override
    public int send(ByteBuffer from) throws IOException {
        if (!flush()) {
            return 0;
        }
        int before = from.position();
        RECORDS.clear();
        while (from.hasRemaining() && RECORDS.remaining() >= engine.recordSize()) {
            engine.encrypt(from, RECORDS);
        }
        sendRecords();
        return from.position() - before;
    }

    /** What the kernel does not take is kept: nothing else is sent before it. */
    private void sendRecords() {
        FOR_KERNEL.clear().put(RECORDS.flip()).flip();
        if (FOR_KERNEL.hasRemaining()) {
            socket.send(FOR_KERNEL, 0);
        }
        unsent = rest(FOR_KERNEL);
    }

    private static byte[] rest(ByteBuffer buffer) {
        if (!buffer.hasRemaining()) {
            return NONE;
        }
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return rest;
    }

    @Override
    public boolean flush() {
        if (unsent.length > 0) {
            FOR_KERNEL.clear().put(unsent).flip();
            socket.send(FOR_KERNEL, 0);
            unsent = rest(FOR_KERNEL);
        }
        return unsent.length == 0;
    }

    /** There is room for all that it brings: it brings at most half as much. */
    @Override
    public int receive(ByteBuffer into) throws IOException {
        int before = into.position();
        return read(into.remaining() / 2) != StreamFd.END && take(into) ? into.position() - before : StreamFd.END;
    }

    /** Puts what comes behind what is begun. */
    private int read(int most) {
        int count = socket.recv(FOR_KERNEL.clear().limit(most - begun.length), 0);
        filled = !FOR_KERNEL.hasRemaining();
        RECORDS.clear().put(begun).put(FOR_KERNEL.flip()).flip();
        return count;
    }

    /** Decrypts what there is, and keeps the rest; in the handshake up to where something else has to come first. */
    private boolean take(ByteBuffer into) throws IOException {
        TlsEngine.Decrypted result = TlsEngine.Decrypted.RECORD;
        while (RECORDS.hasRemaining() && result == TlsEngine.Decrypted.RECORD && isToRead()) {
            result = engine.decrypt(RECORDS, into);
        }
        begun = rest(RECORDS);
        return result != TlsEngine.Decrypted.END;
    }

    private boolean isToRead() {
        return engine.isEstablished() || engine.want() == TlsEngine.Want.READ;
    }

    @Override
    public boolean mayHaveMore() {
        return filled;
    }
}
