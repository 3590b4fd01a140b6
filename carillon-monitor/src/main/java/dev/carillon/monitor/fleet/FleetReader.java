package dev.carillon.monitor.fleet;

import dev.carillon.config.HostName;
import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Secret;
import dev.carillon.config.Section;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code [fleet]}. */
public final class FleetReader {
    /** So many must fail before a host counts as gone. */
    private static final int TICKS = 2;

    private static final Key<URI> SERVERS = new Key<>(
            "servers",
            Kind.text(NatsAddress.ALLOWED, NatsAddress.PATTERN, NatsAddress::parse),
            "Those of one cluster; one of them is enough.");
    private static final Key<String> USER = new Key<>("user", Kind.text(), "Who logs in.");
    private static final Key<Secret> PASSWORD = new Key<>("password", Kind.secret(), "The password of who logs in.");
    private static final Key<Secret> TOKEN =
            new Key<>("token", Kind.secret(), "What is shown in place of user and password.");
    private static final Key<Path> AUTHORITY = new Key<>(
            "ca",
            Kind.file(),
            "With tls: a PEM file with the certificates by which servers are believed, in place of those that Java"
                    + " has. The name of the server is checked in any case.");
    private static final Key<Duration> TIMEOUT =
            new Key<>("timeout", Kind.positiveSpan(), "How long the server may take for an answer.");
    private static final Key<Boolean> CREATE = new Key<>(
            "create",
            Kind.flag(),
            "Whether the stream " + FleetNames.STREAM + " and the buckets " + FleetNames.HERE + " and "
                    + FleetNames.KNOWN + " are made where they are missing. What is there stays as it is.");
    private static final Key<String> HOST = new Key<>(
            "host",
            Kind.text("letters, digits, '-' and '_', at most 64", FleetNames.HOST_NAME, text -> {
                if (!FleetNames.isHost(text)) {
                    throw new IllegalArgumentException("");
                }
                return text;
            }),
            "What this host is called in subjects and keys; the machine's name unless said, with '_' for what may not"
                    + " be in one. Two monitors need two.");
    private static final Key<Duration> TICK =
            new Key<>("tick", Kind.positiveSpan(), "How often it says that it is there.");
    private static final Key<Duration> TTL = new Key<>(
            "ttl",
            Kind.positiveSpan(),
            "After how long without that it counts as vanished: the age of keys in " + FleetNames.HERE
                    + ", where that bucket is made.");
    private static final Key<String> EVENTS = new Key<>(
            "events",
            Kind.name(),
            "Sources of which each event is told, too. They wait in memory; of more than 10,000 the newest are left"
                    + " out, and counted.");

    private static final URI NOWHERE = URI.create("nats://localhost:4222");

    private FleetReader() {}

    /** Reads it. What is wrong is noted in the section, and something stands in for it. */
    public static FleetSettings read(Section section) {
        NatsSettings nats = nats(section);
        Duration tick = section.get(TICK, Duration.ofSeconds(10));
        Duration ttl = section.get(TTL, Duration.ofSeconds(30));
        if (ttl.compareTo(tick.multipliedBy(TICKS)) < 0) {
            section.wrong(
                    section.has(TTL.name()) ? TTL.name() : TICK.name(),
                    "one word that is late would be enough to count as vanished; allowed: a ttl of at least two ticks");
        }
        String host = section.find(HOST).orElseGet(() -> FleetNames.of(HostName.find("localhost")));
        return new FleetSettings(nats, host, tick, ttl, section.list(EVENTS));
    }

    private static NatsSettings nats(Section section) {
        List<URI> servers = section.requireList(SERVERS);
        if (section.has(SERVERS.name()) && servers.isEmpty() && !section.hasWrong(SERVERS.name())) {
            section.wrong(SERVERS.name(), "allowed: one address or more");
        }
        long encrypted = servers.stream().filter(NatsAddress::isEncrypted).count();
        if (encrypted != 0 && encrypted != servers.size()) {
            section.wrong(SERVERS.name(), "some are encrypted and some are not; allowed: all, or none");
        }
        Optional<String> user = section.find(USER);
        Optional<Secret> password = section.find(PASSWORD);
        Optional<Secret> token = section.find(TOKEN);
        if (user.isPresent() != section.has(PASSWORD.name())) {
            section.wrong(user.isPresent() ? USER.name() : PASSWORD.name(), "allowed: user and password, or neither");
        }
        if (user.isPresent() && section.has(TOKEN.name())) {
            section.wrong(TOKEN.name(), "there is a user already; allowed: one of both");
        }
        Optional<Path> authority = section.find(AUTHORITY);
        authority.ifPresent(file -> check(section, file, encrypted > 0));
        return new NatsSettings(
                servers.isEmpty() ? List.of(NOWHERE) : servers,
                user,
                password,
                token,
                authority,
                section.get(TIMEOUT, Duration.ofSeconds(5)),
                section.get(CREATE, true));
    }

    private static void check(Section section, Path file, boolean isEncrypted) {
        if (!isEncrypted) {
            section.wrong(AUTHORITY.name(), "nothing is encrypted; allowed: with servers \"tls://…\"");
            return;
        }
        try {
            NatsTls.store(file);
        } catch (IOException | GeneralSecurityException e) {
            section.wrong(AUTHORITY.name(), "it has no certificates; allowed: a PEM file with some");
        }
    }
}
