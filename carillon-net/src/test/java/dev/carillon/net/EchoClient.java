package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own sockets against ours: sends at random, ends its side, and wants every byte back and then the end. On platform
 * threads: for virtual ones the JDK keeps pollers of its own, which look like leaks.
 */
final class EchoClient {
    private static final int LIMIT_MILLIS = (int) TimeUnit.SECONDS.toMillis(30);

    private EchoClient() {}

    static void echo(InetSocketAddress address, int size, Random random) throws Exception {
        byte[] data = new byte[size];
        random.nextBytes(data);
        boolean slowly = random.nextInt(4) == 0;
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.setSoTimeout(LIMIT_MILLIS);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Random pieces = new Random(random.nextLong());
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    send(client, data, pieces);
                } catch (IOException e) {
                    failure.set(e);
                }
            });
            byte[] back = receive(client.getInputStream(), slowly ? random : null);
            writer.join();
            assertThat(failure.get()).isNull();
            assertThat(back).isEqualTo(data);
        }
    }

    private static void send(Socket client, byte[] data, Random random) throws IOException {
        OutputStream out = client.getOutputStream();
        int most = 1 + random.nextInt(100_000);
        for (int at = 0; at < data.length; ) {
            int length = Math.min(1 + random.nextInt(most), data.length - at);
            out.write(data, at, length);
            at += length;
        }
        client.shutdownOutput();
    }

    private static byte[] receive(InputStream in, @Nullable Random slowly) throws IOException {
        if (slowly == null) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            byte[] part = in.readNBytes(1 + slowly.nextInt(20_000));
            if (part.length == 0) {
                return all.toByteArray();
            }
            all.write(part);
            Thread.onSpinWait();
        }
    }
}
