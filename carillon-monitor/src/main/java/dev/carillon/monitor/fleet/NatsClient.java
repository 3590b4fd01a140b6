package dev.carillon.monitor.fleet;

import dev.carillon.config.Failure;
import dev.carillon.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection to a NATS server, which ends when it breaks: who waits with what, and when it is tried again, is up to who has it.
 * For one thread at a time. With {@link NatsBucket} the only class that names those of jnats.
 */
final class NatsClient implements AutoCloseable {
    private static final String STREAM_CONFIGURATION = "api.StreamConfiguration$Builder";
    private static final String OPTIONS = "Options$Builder";
    private static final String BUILD = "build";
    private static final String BUILDER = "builder";
    private static final Duration KEPT = Duration.ofDays(30);
    /** For so long a message that is told again is known as such. */
    private static final Duration REMEMBERED = Duration.ofHours(1);
    /** So late it may be said why there is no connection. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private static final long MOST_BYTES = 256L << 20;

    private final NatsLibrary library;
    private final NatsSettings settings;
    private final ExecutorService threads;
    private final ScheduledExecutorService timers;
    private final Set<String> made = new HashSet<>();
    private final CompletableFuture<String> reason = new CompletableFuture<>();
    private volatile String complaint = "";
    private final Object connection;
    private final Object stream;
    private final NatsBuckets buckets;

    private NatsClient(NatsSettings settings) throws Exception {
        this.settings = settings;
        this.library = NatsLibrary.installed();
        ThreadFactory daemons =
                Thread.ofPlatform().daemon().name("carillon-nats-", 1).factory();
        threads = Executors.newCachedThreadPool(daemons);
        timers = Executors.newSingleThreadScheduledExecutor(daemons);
        try {
            connection = library.call("Nats", null, "connect", options(daemons));
            stream = library.call("Connection", connection, "jetStream", streamOptions());
            buckets = new NatsBuckets(library, connection, settings.timeout());
        } catch (InterruptedException e) {
            endThreads();
            throw e;
        } catch (Exception e) {
            String why = unconnected(e);
            endThreads();
            throw new IOException(why, e);
        }
    }

    /**
     * Connects.
     *
     * @throws Exception in words for who has set it up
     */
    static NatsClient connect(NatsSettings settings) throws Exception {
        return new NatsClient(settings);
    }

    private Object options(ThreadFactory daemons) throws Exception {
        Object builder = library.call("Options", null, BUILDER);
        String[] servers = settings.servers().stream().map(Object::toString).toArray(String[]::new);
        set(builder, "servers", (Object) servers);
        // The only way that keeps the name: else that in a certificate would be compared with an address.
        set(builder, "hostnameResolveMode", library.constant("Options$HostnameResolveMode", "HappyEyeballs"));
        set(builder, "connectionName", "carillon");
        set(builder, "noReconnect"); // what waits, waits in the outbox
        set(builder, "reconnectBufferSize", 0L);
        set(builder, "connectionTimeout", settings.timeout());
        set(builder, "executor", threads);
        set(builder, "scheduledExecutor", timers);
        set(builder, "connectThreadFactory", daemons);
        set(builder, "callbackThreadFactory", daemons);
        set(builder, "errorListener", library.listener("ErrorListener", this::heard)); // the usual one prints
        if (settings.user().isPresent()) {
            String password = settings.password().map(Secret::text).orElse("");
            set(builder, "userInfo", settings.user().get(), password);
        }
        if (settings.token().isPresent()) {
            set(builder, "token", (Object) settings.token().get().text().toCharArray());
        }
        if (settings.isEncrypted()) {
            set(builder, "sslContext", NatsTls.context(settings.authority()));
        }
        return library.call(OPTIONS, builder, BUILD);
    }

    /** Why there is no connection, and what one may not do, is told so only, and maybe later; on one of the library's threads. */
    private void heard(String method, Object... arguments) {
        Object last = arguments.length == 0 ? method : arguments[arguments.length - 1];
        Object failure = last instanceof ExecutionException wrapped ? wrapped.getCause() : last;
        if (failure instanceof IOException why) {
            reason.complete(Failure.line(why));
        }
        if (method.equals("errorOccurred") && last instanceof String error) {
            complaint = error;
        }
    }

    /** Of an IOException jnats says itself no more than that there is one. */
    private String unconnected(Exception failure) throws InterruptedException {
        String text = NatsFailure.text(failure, settings);
        if (!(failure instanceof IOException)) {
            return text;
        }
        try {
            return settings.where() + ": " + reason.get(LATE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return text;
        }
    }

    private void set(Object builder, String name, Object... arguments) throws Exception {
        library.call(OPTIONS, builder, name, arguments);
    }

    private Object streamOptions() throws Exception {
        Object builder = library.call("JetStreamOptions", null, BUILDER);
        library.call("JetStreamOptions$Builder", builder, "requestTimeout", settings.timeout());
        return library.call("JetStreamOptions$Builder", builder, BUILD);
    }

    /** Whether it is still one. */
    boolean isConnected() throws Exception {
        return String.valueOf(library.call("Connection", connection, "getStatus"))
                .equals("CONNECTED");
    }

    /** Tells all of that, in this order; ends when the server has kept it. */
    void publish(List<NatsLink.Message> messages) throws Exception {
        make(FleetNames.STREAM, this::makeStream);
        List<Future<?>> kept = new ArrayList<>();
        for (NatsLink.Message message : messages) {
            kept.add(publish(message));
        }
        for (Future<?> each : kept) {
            each.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Does something. What goes wrong is said in words for who has set it up. */
    <T> T inWords(Callable<T> what) throws Exception {
        try {
            return what.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (ExecutionException e) {
            throw new IOException(text(e.getCause() == null ? e : e.getCause()), e);
        } catch (Exception e) {
            throw new IOException(text(e), e);
        }
    }

    private String text(Throwable failure) {
        return complaint.isEmpty()
                ? NatsFailure.text(failure, settings)
                : settings.where() + " does not take it: " + complaint;
    }

    private Future<?> publish(NatsLink.Message message) throws Exception {
        Object builder = library.call("PublishOptions", null, BUILDER);
        library.call("PublishOptions$Builder", builder, "messageId", message.id());
        return (Future<?>) library.call(
                "JetStream",
                stream,
                "publishAsync",
                message.subject(),
                message.text().getBytes(StandardCharsets.UTF_8),
                library.call("PublishOptions$Builder", builder, BUILD));
    }

    /** Makes what is missing. */
    @FunctionalInterface
    private interface Making {
        void make() throws Exception;
    }

    /** Once a connection, if it is to be made at all. What is there is left as it is, however it is. */
    private void make(String name, Making making) throws Exception {
        if (!settings.creates() || made.contains(name)) {
            return;
        }
        try {
            making.make();
        } catch (Exception e) {
            if (!NatsFailure.isThereAlready(e)) {
                throw e;
            }
        }
        made.add(name);
    }

    NatsBuckets buckets() {
        return buckets;
    }

    /** Makes a bucket as a stream. */
    void makeBucket(String name, Duration ttl) throws Exception {
        make(name, () -> buckets.make(name, ttl));
    }

    private void makeStream() throws Exception {
        Object builder = library.call("api.StreamConfiguration", null, BUILDER);
        library.call(STREAM_CONFIGURATION, builder, "name", FleetNames.STREAM);
        library.call(STREAM_CONFIGURATION, builder, "subjects", (Object)
                FleetNames.subjects().toArray(String[]::new));
        library.call(STREAM_CONFIGURATION, builder, "duplicateWindow", REMEMBERED);
        library.call(STREAM_CONFIGURATION, builder, "maxAge", KEPT);
        library.call(STREAM_CONFIGURATION, builder, "maxBytes", MOST_BYTES);
        Object management = library.call("Connection", connection, "jetStreamManagement", streamOptions());
        library.call(
                "JetStreamManagement", management, "addStream", library.call(STREAM_CONFIGURATION, builder, BUILD));
    }

    @Override
    public void close() {
        try {
            library.call("Connection", connection, "close");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // It is of no use any more, however it ends.
        } finally {
            endThreads();
        }
    }

    private void endThreads() {
        threads.shutdownNow();
        timers.shutdownNow();
    }
}
