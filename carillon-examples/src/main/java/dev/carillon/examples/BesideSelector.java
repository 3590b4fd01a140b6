package dev.carillon.examples;

import dev.carillon.linux.Poll;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A loop in a program that has a {@link Selector} of its own, on one thread: it serves channels and takes the loop's turns. A
 * second thread does nothing but wake it up. Ends on a line that says quit.
 */
public final class BesideSelector implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final EventLoop loop = EventLoop.open("embedded");
    private final AtomicBoolean due = new AtomicBoolean();
    private final Semaphore taken = new Semaphore(0);

    private BesideSelector() throws IOException {}

    /**
     * Runs it.
     *
     * @param arguments none
     * @throws IOException if there is no port left
     */
    public static void main(String[] arguments) throws IOException {
        try (BesideSelector program = new BesideSelector();
                ServerSocketChannel server = program.serve()) {
            System.out.println("listening on " + server.socket().getLocalPort());
            program.run();
        }
    }

    /** A server as before there was a loop. */
    private ServerSocketChannel serve() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        return server;
    }

    private void run() throws IOException {
        loop.timer("tick", (source, expirations) -> System.out.println("tick")).every(Duration.ofMillis(500));
        loop.standardInput((source, line) -> {
            System.out.println("you said " + line);
            if (line.equals("quit")) {
                loop.stop();
            }
        });
        int descriptor = loop.descriptor();
        Thread bell = Thread.ofPlatform().name("bell").daemon().start(() -> ring(descriptor));
        while (!loop.isStopping()) {
            selector.select(this::handle);
            if (due.getAndSet(false)) {
                loop.turn(Duration.ZERO);
                turnTaken(bell);
            }
        }
    }

    /** With its last turn the loop has closed the descriptor, which nobody may look at any more. */
    private void turnTaken(Thread bell) {
        if (loop.isStopping()) {
            bell.interrupt();
        } else {
            taken.release();
        }
    }

    /** Until the turn is taken the descriptor stays readable: to look again before that would be to spin. */
    private void ring(int descriptor) {
        Poll poll = new Poll();
        poll.add(StreamFd.adopt(descriptor, "loop"), Poll.IN); // the loop's still: never closed here
        try {
            while (true) {
                poll.await(-1);
                due.set(true);
                selector.wakeup();
                taken.acquire();
            }
        } catch (InterruptedException e) {
            // The loop is over.
        }
    }

    private void handle(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel client = ((ServerSocketChannel) key.channel()).accept();
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_READ);
            } else {
                echo((SocketChannel) key.channel());
            }
        } catch (IOException e) {
            System.out.println("a client is lost: " + e.getMessage());
            key.cancel();
        }
    }

    private static void echo(SocketChannel client) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        if (client.read(bytes) < 0) {
            client.close();
            return;
        }
        client.write(bytes.flip()); // what does not fit is lost, which is enough for an example
    }

    @Override
    public void close() throws IOException {
        loop.close();
        selector.close();
    }
}
