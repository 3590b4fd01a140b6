package dev.carillon.bench.echo;

import com.sun.management.ThreadMXBean;
import dev.carillon.bench.load.LoadTls;
import dev.carillon.bench.load.TlsKey;
import dev.carillon.bench.machine.Children;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * What the JDK's engine takes by itself for one message of an echo: a record decrypted and a record made, without sockets.
 * {@code JsseAlone KEY.p12 MILLIS}, in a JVM of its own, prints a line {@code SIZE heap|direct NANOS BYTES} for each case.
 */
public final class JsseAlone {
    private static final int ROOM = 32 * 1024;
    private static final int BATCH = 1000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final SSLEngine server;
    private final SSLEngine client;
    private final ByteBuffer plain = ByteBuffer.allocateDirect(ROOM);
    private final ByteBuffer decrypted = ByteBuffer.allocate(ROOM);
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;
    private long nanos;
    private long bytes;
    private long messages;

    /**
     * What one message takes.
     *
     * @param size bytes of it
     * @param direct whether its records are in direct buffers, else in arrays
     * @param nanos of the CPU
     * @param allocated bytes of heap
     */
    public record Cost(int size, boolean direct, double nanos, double allocated) {}

    private JsseAlone(SSLContext context, boolean direct) {
        server = context.createSSLEngine();
        server.setUseClientMode(false);
        client = context.createSSLEngine("localhost", 0);
        client.setUseClientMode(true);
        client.setEnabledCipherSuites(new String[] {LoadTls.CIPHER_SUITE});
        toServer = direct ? ByteBuffer.allocateDirect(ROOM) : ByteBuffer.allocate(ROOM);
        toClient = direct ? ByteBuffer.allocateDirect(ROOM) : ByteBuffer.allocate(ROOM);
    }

    public static void main(String[] arguments) throws GeneralSecurityException, IOException {
        TlsKey key = new TlsKey(Path.of(arguments[0]));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(key.store());
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(key.keys().getKeyManagers(), trust.getTrustManagers(), null);
        long length = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[1]));
        for (int size : new int[] {64, 4096}) {
            for (boolean direct : new boolean[] {false, true}) {
                JsseAlone alone = new JsseAlone(context, direct);
                alone.shakeHands();
                alone.run(size, length);
                alone.run(size, length);
                System.out.println(alone.line(size, direct));
            }
        }
    }

    /** What the program says, measured anew. */
    static List<Cost> measure(TlsKey key, int millis) throws Children.Failure {
        List<Cost> costs = new ArrayList<>();
        for (String line :
                Children.java(60, JsseAlone.class, key.file(), millis).strip().split("\n", -1)) {
            String[] words = line.split(" ", -1);
            double nanos = Double.parseDouble(words[2]);
            costs.add(new Cost(
                    Integer.parseInt(words[0]), words[1].equals("direct"), nanos, Double.parseDouble(words[3])));
        }
        return costs;
    }

    private String line(int size, boolean direct) {
        double count = messages;
        return String.format(
                Locale.ROOT, "%d %s %.1f %.1f", size, direct ? "direct" : "heap", nanos / count, bytes / count);
    }

    private void shakeHands() throws SSLException {
        toServer.limit(0);
        toClient.limit(0);
        boolean went = true;
        while (went) {
            went = step(client, toServer, toClient) | step(server, toClient, toServer);
        }
        if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            throw new SSLException("the handshake has stopped at " + client.getHandshakeStatus());
        }
    }

    /** Whether there was anything to do; the buffers are in reading mode. */
    private boolean step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
            return true;
        }
        if (status == HandshakeStatus.NEED_WRAP || status == HandshakeStatus.NOT_HANDSHAKING && isFirst(engine)) {
            out.compact();
            engine.wrap(ByteBuffer.allocate(0), out);
            out.flip();
            return true;
        }
        if (in.hasRemaining()) {
            engine.unwrap(in, decrypted.clear());
            return true;
        }
        return false;
    }

    private static boolean isFirst(SSLEngine engine) {
        return engine.getUseClientMode() && engine.getSession().getProtocol().equals("NONE");
    }

    /** Measures for so long; the last run counts. */
    private void run(int size, long length) throws SSLException {
        nanos = 0;
        bytes = 0;
        messages = 0;
        ByteBuffer message = ByteBuffer.allocate(size);
        long end = System.nanoTime() + length;
        while (System.nanoTime() < end) {
            for (int i = 0; i < BATCH; i++) {
                client.wrap(message.clear(), toServer.clear());
                toServer.flip();
                echo();
                client.unwrap(toClient.flip(), decrypted.clear());
            }
        }
    }

    private void echo() throws SSLException {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        server.unwrap(toServer, plain.clear());
        server.wrap(plain.flip(), toClient.clear());
        nanos += System.nanoTime() - start;
        bytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
        messages++;
    }
}
