package dev.carillon.app.server;

import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.net.DatagramEndpoint;
import dev.carillon.net.DatagramHandler;
import dev.carillon.net.DatagramOptions;
import dev.carillon.net.DatagramStatistics;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An endpoint for datagrams.
 *
 * @param endpoint the endpoint, on a loop of its own
 */
record ServedDatagrams(DatagramEndpoint endpoint) implements Served {
    private static final Duration LOOK = Duration.ofMillis(20);

    /** Takes datagrams with the socket that was handed to this process, if there is one, else at an address. */
    static ServedDatagrams of(
            LoopGroup group,
            String name,
            Optional<Socket> handed,
            SocketAddress address,
            DatagramOptions options,
            DatagramHandler handler) {
        EventLoop loop = group.loops().getFirst();
        try {
            return new ServedDatagrams(loop.submit(() -> handed.isPresent()
                            ? DatagramEndpoint.adopt(loop, name, handed.get(), options, handler)
                            : DatagramEndpoint.open(loop, name, address, options, handler))
                    .join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public String place() {
        return Place.text(endpoint.address()) + " (udp)";
    }

    @Override
    public CompletionStage<?> drain(Duration limit) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        endpoint.loop().execute(() -> {
            endpoint.pause();
            endpoint.flush();
            awaitSent(sent);
        });
        return sent.completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void awaitSent(CompletableFuture<Boolean> sent) {
        if (endpoint.queued() == 0) {
            sent.complete(true);
        } else {
            endpoint.loop().timeout(() -> awaitSent(sent)).schedule(LOOK);
        }
    }

    @Override
    public long pending() {
        return onItsLoop(DatagramEndpoint::queued);
    }

    @Override
    public String figures() {
        return onItsLoop(ServedDatagrams::figures);
    }

    private static String figures(DatagramEndpoint endpoint) {
        DatagramStatistics datagrams = endpoint.datagrams();
        List<String> words = new ArrayList<>();
        words.add("datagrams " + datagrams.received() + " received, " + datagrams.sent() + " sent");
        words.add("received " + Amount.of(datagrams.receivedBytes()) + ", sent " + Amount.of(datagrams.sentBytes()));
        Amount.addCounts("dropped", datagrams.dropped(), words);
        if (datagrams.truncated() > 0) {
            words.add("truncated " + datagrams.truncated());
        }
        if (endpoint.kernelDrops() > 0) {
            words.add("dropped by the kernel " + endpoint.kernelDrops());
        }
        return String.join("; ", words);
    }

    private <T> T onItsLoop(Function<DatagramEndpoint, T> asked) {
        return endpoint.loop().submit(() -> asked.apply(endpoint)).join();
    }

    @Override
    public void close() {
        EventLoop loop = endpoint.loop();
        try {
            loop.submit(() -> {
                        endpoint.close();
                        return endpoint;
                    })
                    .join();
        } catch (RejectedExecutionException e) {
            // Its loop has ended, and has closed it.
        }
    }
}
