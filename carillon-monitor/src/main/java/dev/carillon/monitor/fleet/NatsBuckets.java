package dev.carillon.monitor.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The key-value buckets of a NATS server, over one connection. For one thread at a time. */
final class NatsBuckets {
    private static final String CONFIGURATION = "api.KeyValueConfiguration$Builder";
    private static final String BUCKET = "KeyValue";
    /** Of hosts in a fleet, and of bytes that one says: others may write there, too. */
    private static final int MOST = 5_000;

    /** Within one timeout. */
    private static final int TRIES = 3;

    private static final int LONGEST = 256 * 1024;
    private static final String END = "endOfData";
    private static final String ENTRY = "api.KeyValueEntry";

    private final NatsLibrary library;
    private final Object connection;
    private final Duration timeout;
    private final Map<String, Object> open = new HashMap<>();

    /**
     * What stands in a bucket.
     *
     * @param time when it was put there, by the server's clock
     */
    record Entry(String key, String text, Instant time) {}

    NatsBuckets(NatsLibrary library, Object connection, Duration timeout) {
        this.library = library;
        this.connection = connection;
        this.timeout = timeout;
    }

    /** Makes one of which what is not renewed goes after that time. */
    void make(String name, Duration ttl) throws Exception {
        Object builder = library.call("api.KeyValueConfiguration", null, "builder");
        library.call(CONFIGURATION, builder, "name", name);
        library.call(CONFIGURATION, builder, "ttl", ttl);
        Object management = library.call("Connection", connection, "keyValueManagement");
        library.call("KeyValueManagement", management, "create", library.call(CONFIGURATION, builder, "build"));
    }

    /** Answers its revision. */
    long put(String bucket, String key, String text) throws Exception {
        return (long) library.call(BUCKET, open(bucket), "put", key, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same where nobody else has put something there since a revision; fails otherwise. */
    long update(String bucket, String key, String text, long revision) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return (long) library.call(BUCKET, open(bucket), "update", key, bytes, revision);
    }

    void delete(String bucket, String key) throws Exception {
        library.call(BUCKET, open(bucket), "delete", key);
    }

    /** What stands under a key, if something does. */
    Optional<Entry> get(String bucket, String key) throws Exception {
        Object entry = library.call(BUCKET, open(bucket), "get", key);
        return entry == null ? Optional.empty() : Optional.of(entry(entry));
    }

    /** Once: the library asks the server about it each time. */
    private Object open(String bucket) throws Exception {
        Object present = open.get(bucket);
        if (present == null) {
            present = library.call("Connection", connection, "keyValue", bucket);
            open.put(bucket, present);
        }
        return present;
    }

    /**
     * All that stands in it now, in no order; nothing in place of a text that is too long. Not for a bucket of which keys go every few
     * seconds: the library waits for one that has gone just now. It does so now and then for one that was put anew, too: it is asked
     * again then.
     */
    List<Entry> entries(String bucket) throws Exception {
        for (int i = 1; i < TRIES; i++) {
            try {
                return watched(bucket);
            } catch (TimeoutException e) {
                // Another watch begins after what was put.
            }
        }
        return watched(bucket);
    }

    private List<Entry> watched(String bucket) throws Exception {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        Object watcher = library.listener("api.KeyValueWatcher", (method, arguments) -> {
            switch (method) {
                case "watch" -> told.add(arguments[0]);
                case END -> told.add(END);
                default -> {}
            }
        });
        Object subscription = library.call(
                BUCKET,
                open(bucket),
                "watchAll",
                watcher,
                library.arrayOf(
                        "api.KeyValueWatchOption", library.constant("api.KeyValueWatchOption", "IGNORE_DELETE")));
        try {
            List<Entry> entries = new ArrayList<>();
            for (Object next = next(told); next != END && entries.size() < MOST; next = next(told)) {
                entries.add(entry(next));
            }
            return entries;
        } finally {
            library.call("impl.NatsKeyValueWatchSubscription", subscription, "unsubscribe");
        }
    }

    private Object next(BlockingQueue<Object> told) throws InterruptedException, TimeoutException {
        Object next = told.poll(timeout.toMillis() / TRIES, TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new TimeoutException();
        }
        return next;
    }

    private Entry entry(Object entry) throws Exception {
        byte[] value = (byte[]) library.call(ENTRY, entry, "getValue"); // null where nothing was put there
        return new Entry(
                (String) library.call(ENTRY, entry, "getKey"),
                value != null && value.length <= LONGEST ? new String(value, StandardCharsets.UTF_8) : "",
                ((ZonedDateTime) library.call(ENTRY, entry, "getCreated")).toInstant());
    }
}
