package dev.carillon.app.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client with the JDK's own sockets, which takes any certificate and tells which it was shown.
 *
 * @param socket after the handshake
 */
record TlsClient(SSLSocket socket) implements AutoCloseable {
    /** Trusts everybody. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    static TlsClient connect(int port) throws IOException, GeneralSecurityException {
        return connect(port, new KeyManager[0]);
    }

    /** With a certificate of its own, from a PKCS#12 file. */
    static TlsClient connect(int port, Path own, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(own)) {
            store.load(input, password.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password.toCharArray());
        return connect(port, factory.getKeyManagers());
    }

    private static TlsClient connect(int port, KeyManager[] keys) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new Anybody()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return new TlsClient(socket);
    }

    /** Sends a line and gives back as much as comes back. */
    String exchange(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        Thread writer = Thread.ofVirtual().start(() -> write(bytes));
        byte[] answer = socket.getInputStream().readNBytes(bytes.length);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new String(answer, StandardCharsets.UTF_8);
    }

    private void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // The answer is short then.
        }
    }

    /** Ends its side, and reads to the end. */
    byte[] finish() throws IOException {
        socket.shutdownOutput();
        return socket.getInputStream().readAllBytes();
    }

    /** Of the server's certificate, SHA-256, as the server prints it. */
    String fingerprint() throws IOException, GeneralSecurityException {
        byte[] certificate = socket.getSession().getPeerCertificates()[0].getEncoded();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate);
        return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
