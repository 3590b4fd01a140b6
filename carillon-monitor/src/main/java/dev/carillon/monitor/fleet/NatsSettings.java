package dev.carillon.monitor.fleet;

import dev.carillon.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which NATS server is spoken to, and as whom.
 *
 * @param servers of one cluster, one of them is enough: {@code nats://host:4222} or {@code tls://host:4222}
 * @param user who logs in; empty for nobody
 * @param token what is shown in its place
 * @param authority a PEM file with the certificates that servers are believed by; empty for those that Java has
 * @param timeout how long the server may take for an answer
 * @param creates whether what is missing there is made
 */
public record NatsSettings(
        List<URI> servers,
        Optional<String> user,
        Optional<Secret> password,
        Optional<Secret> token,
        Optional<Path> authority,
        Duration timeout,
        boolean creates) {
    /** With a list that stays as it is. */
    public NatsSettings {
        servers = List.copyOf(servers);
    }

    /** As whoever, and as the library looks for authorities. */
    public static NatsSettings at(URI server, Duration timeout) {
        return new NatsSettings(
                List.of(server),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                timeout,
                false);
    }

    /** Whether what is sent is kept from others. */
    boolean isEncrypted() {
        return servers.stream().anyMatch(NatsAddress::isEncrypted);
    }

    /** Hosts and ports, for people. */
    public String where() {
        return servers.stream().map(NatsAddress::where).collect(Collectors.joining(", "));
    }
}
