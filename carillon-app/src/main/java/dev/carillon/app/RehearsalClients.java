package dev.carillon.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Clients for a {@link Rehearsal}. Plain Java, so that what is learnt of them is not mistaken for the servers' own. */
final class RehearsalClients {
    private static final int CLIENTS = 4;
    private static final int MESSAGES_A_CONNECTION = 200;
    private static final int[] SIZES = {64, 64, 1000, 64, 20_000};
    private static final int DATAGRAM = 64;
    private static final int PATIENCE_MILLIS = 100;
    private static final int GREATEST_ANSWER = 16 * 1024;

    private RehearsalClients() {}

    /** What one client does at a port until a time, of {@link System#nanoTime}. */
    interface Talk {
        void run(int port, long until) throws IOException, GeneralSecurityException;
    }

    static void run(Talk talk, int port, Duration length) throws InterruptedException {
        long until = System.nanoTime() + length.toNanos();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().name("client").start(() -> {
                try {
                    talk.run(port, until);
                } catch (IOException | GeneralSecurityException e) {
                    System.err.println("client: " + e); // for the log of the training: what was learnt before counts
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
    }

    static void talk(int port, long until) throws IOException {
        while (System.nanoTime() - until < 0) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                exchange(socket, until);
            }
        }
    }

    static void talkOverTls(int port, long until) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        do {
            try (Socket socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                exchange(socket, until);
            }
        } while (System.nanoTime() - until < 0);
    }

    private static void exchange(Socket socket, long until) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        int sent = 0;
        do {
            byte[] message = new byte[SIZES[sent % SIZES.length]];
            out.write(message);
            in.readNBytes(message, 0, message.length);
            sent++;
        } while (sent < MESSAGES_A_CONNECTION && System.nanoTime() - until < 0);
    }

    /** Asks for a page again and again, as a browser does that accepts it packed, or for what is not there. */
    static void browse(int port, long until) throws IOException {
        byte[][] requests = {request("/", ""), request("/", "Accept-Encoding: gzip\r\n"), request("/none", "")};
        byte[] answer = new byte[GREATEST_ANSWER];
        do {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                for (int i = 0; i < MESSAGES_A_CONNECTION && System.nanoTime() - until < 0; i++) {
                    socket.getOutputStream().write(requests[i % requests.length]);
                    if (socket.getInputStream().read(answer) < 0) { // comes as a whole, being small
                        break;
                    }
                }
            }
        } while (System.nanoTime() - until < 0);
    }

    private static byte[] request(String path, String field) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: rehearsal\r\n" + field + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static void sendDatagrams(int port, long until) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM], DATAGRAM);
            do {
                socket.send(packet);
                socket.receive(packet);
            } while (System.nanoTime() - until < 0);
        }
    }

    /** The server makes its certificate for this run only. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
