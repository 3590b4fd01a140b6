package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Lines that come over a socket: of connections over TCP or a Unix socket, or in datagrams.
 *
 * @param key which of them, {@code tcp}, {@code udp} or {@code unix}
 * @param at where it listens
 * @param most how many connections there may be at once
 * @param idle how long nothing may come over one until it is closed; zero for ever
 */
record ListenInput(String key, SocketAddress at, int most, Duration idle) implements Input {
    static final String TCP = "tcp";
    static final String UDP = "udp";
    static final String UNIX = "unix";
    private static final int USUAL_MOST = 100;
    private static final Key<SocketAddress> AT = new Key<>("at", Kind.address(), "Where it listens.");
    private static final Key<Integer> MOST =
            new Key<>("most", Kind.number(1, 10_000), "How many connections there may be at once; 100 unless said.");

    private static final Duration USUAL_IDLE = Duration.ofHours(1);
    private static final Key<Duration> IDLE = new Key<>(
            "idle", Kind.span(), "How long nothing may come over a connection until it is closed; 0 for ever.");

    static Optional<Input> readTcp(Section source) {
        return source.section(TCP, "Lines of connections over TCP.").map(of -> read(TCP, of));
    }

    static Optional<Input> readUnix(Section source) {
        return source.section(UNIX, "Lines of connections over a Unix socket.").map(of -> read(UNIX, of));
    }

    static Optional<Input> readUdp(Section source) {
        return source.section(UDP, "Lines in datagrams over UDP.")
                .map(of -> new ListenInput(UDP, address(of, false), USUAL_MOST, Duration.ZERO));
    }

    private static Input read(String key, Section of) {
        return new ListenInput(key, address(of, key.equals(UNIX)), of.get(MOST, USUAL_MOST), of.get(IDLE, USUAL_IDLE));
    }

    private static SocketAddress address(Section of, boolean isUnix) {
        SocketAddress address = of.require(AT, new InetSocketAddress(0));
        boolean isWrong = address instanceof UnixDomainSocketAddress != isUnix;
        if (isWrong && of.has(AT.name()) && !of.hasWrong(AT.name())) {
            of.wrong(AT.name(), isUnix ? "allowed: unix:PATH" : "allowed: HOST:PORT, [IPV6]:PORT or :PORT");
        }
        return address;
    }

    @Override
    public Set<String> claims() {
        return Set.of(new Listening(key, at).text());
    }

    @Override
    public Optional<Listening> listening() {
        return Optional.of(new Listening(key, at));
    }

    @Override
    public boolean givesText() {
        return true;
    }

    @Override
    public boolean canWait() {
        return true;
    }

    @Override
    public OpenInput open(Inlet inlet) throws IOException {
        return key.equals(UDP) ? OpenDatagrams.open(this, inlet) : OpenListener.open(this, inlet);
    }
}
