package dev.carillon.monitor.fleet;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.testkit.InstalledServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's NATS server on loopback, with a directory of its own; and what is in its stream. */
public final class NatsServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/nats-server");

    private final InstalledServer server;

    /** A message as the stream has it. */
    public record Stored(String subject, String id, String text) {}

    private NatsServer(InstalledServer server) {
        this.server = server;
    }

    /** Starts one with JetStream; where it is not installed the test is left out, and says so. */
    public static NatsServer start(Path directory) throws IOException {
        return start(directory, List.of("-js", "-sd", directory.resolve("nats").toString()));
    }

    /** Starts one with these options. */
    public static NatsServer start(Path directory, List<String> options) throws IOException {
        assumeTrue(Files.isExecutable(PROGRAM), "nats-server is not installed");
        return new NatsServer(InstalledServer.start(PROGRAM, directory, port -> {
            List<String> all = new ArrayList<>(List.of("-a", "127.0.0.1", "-p", Integer.toString(port)));
            all.addAll(options);
            return all;
        }));
    }

    /** As power loss would, or an operator in a hurry. */
    public void kill() {
        server.kill();
    }

    /** At the same port, with the same directory. */
    public void startAgain() throws IOException {
        server.startAgain();
    }

    /** Where it is. */
    public URI url() {
        return URI.create("nats://127.0.0.1:" + port());
    }

    /** Its port. */
    public int port() {
        return server.port();
    }

    /** All that is in the stream, in order. */
    @SuppressWarnings("try") // whoever interrupts a test ends it
    public List<Stored> stored() throws Exception {
        List<Stored> all = new ArrayList<>();
        try (Connection connection = connect()) {
            JetStreamManagement streams = connection.jetStreamManagement();
            if (!streams.getStreamNames().contains(FleetNames.STREAM)) {
                return all;
            }
            long last =
                    streams.getStreamInfo(FleetNames.STREAM).getStreamState().getLastSequence();
            for (long number = 1; number <= last; number++) {
                MessageInfo message = streams.getMessage(FleetNames.STREAM, number);
                all.add(stored(message));
            }
        }
        return all;
    }

    private static Stored stored(MessageInfo message) {
        String id = requireNonNull(message.getHeaders()).getFirst("Nats-Msg-Id");
        return new Stored(
                requireNonNull(message.getSubject()),
                requireNonNull(id),
                new String(requireNonNull(message.getData()), StandardCharsets.UTF_8));
    }

    /** As any other client may. */
    @SuppressWarnings("try") // whoever interrupts a test ends it
    public void publish(String subject, byte[] data) throws Exception {
        try (Connection connection = connect()) {
            connection.jetStream().publish(subject, data);
        }
    }

    /** One more client. */
    private Connection connect() throws Exception {
        return Nats.connect(Options.builder().server(url().toString()).build());
    }

    @Override
    public void close() {
        server.close();
    }
}
