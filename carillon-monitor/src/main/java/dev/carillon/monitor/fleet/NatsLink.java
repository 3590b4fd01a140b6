package dev.carillon.monitor.fleet;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a NATS server that is made when it is needed, and made again after it broke. Safe from any thread; its calls wait
 * for the server, and can be interrupted.
 */
public final class NatsLink implements AutoCloseable {
    private final NatsSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable NatsClient client;
    private boolean isClosed;

    /** Without a connection yet. */
    public NatsLink(NatsSettings settings) {
        this.settings = settings;
    }

    /** Something that takes a connection. */
    @FunctionalInterface
    interface Use<T> {
        T with(NatsClient client) throws Exception;
    }

    /** What is to be told, with an id that is the same whenever the same is told. */
    public record Message(String subject, String id, String text) {}

    /**
     * Tells all of that, in this order; ends when the server has kept it.
     *
     * @throws Exception in words for who has set it up; some of it may have been kept
     */
    public void publish(List<Message> messages) throws Exception {
        use(connected -> {
            connected.publish(messages);
            return true;
        });
    }

    <T> T use(Use<T> use) throws Exception {
        lock.lockInterruptibly();
        try {
            NatsClient connected = connected();
            return connected.inWords(() -> use.with(connected));
        } catch (Exception e) {
            drop(); // whatever it was: the next try has a new one
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private NatsClient connected() throws Exception {
        if (isClosed) {
            throw new IllegalStateException("it is ended");
        }
        NatsClient present = client;
        if (present != null && present.isConnected()) {
            return present;
        }
        drop();
        NatsClient next = NatsClient.connect(settings);
        client = next;
        return next;
    }

    private void drop() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Ends it: at once if nobody uses it, else when who does is done. */
    @Override
    public void close() {
        Thread.ofPlatform().daemon().name("carillon-nats-end").start(() -> {
            lock.lock();
            try {
                isClosed = true;
                drop();
            } finally {
                lock.unlock();
            }
        });
    }
}
