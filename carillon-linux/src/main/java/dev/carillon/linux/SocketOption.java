package dev.carillon.linux;

import dev.carillon.linux.ffm.InetH;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.TcpH;
import dev.carillon.linux.ffm.UdpH;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * An option of a socket, for {@link Socket#set} and {@link Socket#get}: {@code socket(7)}, {@code tcp(7)}, {@code ip(7)},
 * {@code ipv6(7)}.
 *
 * @param <T> the type of its value
 */
public final class SocketOption<T> {
    /** Bind to an address whose last connections still linger in TIME_WAIT. What a listener wants. */
    public static final SocketOption<Boolean> REUSEADDR =
            flag("SO_REUSEADDR", SocketH.SOL_SOCKET, SocketH.SO_REUSEADDR);
    /** Several sockets bind to one address and share its connections; all have to set it, before they bind. */
    public static final SocketOption<Boolean> REUSEPORT =
            flag("SO_REUSEPORT", SocketH.SOL_SOCKET, SocketH.SO_REUSEPORT);
    /** An IPv6 socket leaves IPv4 alone; to be set before it binds. Off by default: it takes both. */
    public static final SocketOption<Boolean> V6ONLY = flag("IPV6_V6ONLY", InetH.IPPROTO_IPV6, InetH.IPV6_V6ONLY);

    /** Send small segments at once instead of collecting them (Nagle's algorithm off). */
    public static final SocketOption<Boolean> NODELAY = flag("TCP_NODELAY", InetH.IPPROTO_TCP, TcpH.TCP_NODELAY);

    /** Probe a silent connection, to find out that the peer is gone. */
    public static final SocketOption<Boolean> KEEPALIVE =
            flag("SO_KEEPALIVE", SocketH.SOL_SOCKET, SocketH.SO_KEEPALIVE);
    /** Silence before the first probe, 1 s to 32,767 s. */
    public static final SocketOption<Duration> KEEPIDLE =
            span("TCP_KEEPIDLE", InetH.IPPROTO_TCP, TcpH.TCP_KEEPIDLE, ChronoUnit.SECONDS, 1, Short.MAX_VALUE);
    /** Between probes, 1 s to 32,767 s. */
    public static final SocketOption<Duration> KEEPINTVL =
            span("TCP_KEEPINTVL", InetH.IPPROTO_TCP, TcpH.TCP_KEEPINTVL, ChronoUnit.SECONDS, 1, Short.MAX_VALUE);
    /** Unanswered probes after which the connection is broken, 1 to 127. */
    public static final SocketOption<Integer> KEEPCNT =
            number("TCP_KEEPCNT", InetH.IPPROTO_TCP, TcpH.TCP_KEEPCNT, 1, Byte.MAX_VALUE);
    /** How long sent data may stay unacknowledged, in milliseconds, before the connection is broken; zero for the default. */
    public static final SocketOption<Duration> USER_TIMEOUT =
            span("TCP_USER_TIMEOUT", InetH.IPPROTO_TCP, TcpH.TCP_USER_TIMEOUT, ChronoUnit.MILLIS, 0, Integer.MAX_VALUE);

    /** Bytes of the send buffer. The kernel takes the double for its own needs, which is what it then tells. */
    public static final SocketOption<Integer> SNDBUF =
            number("SO_SNDBUF", SocketH.SOL_SOCKET, SocketH.SO_SNDBUF, 1, Integer.MAX_VALUE / 2);
    /** Bytes of the receive buffer. The kernel takes the double for its own needs, which is what it then tells. */
    public static final SocketOption<Integer> RCVBUF =
            number("SO_RCVBUF", SocketH.SOL_SOCKET, SocketH.SO_RCVBUF, 1, Integer.MAX_VALUE / 2);

    /**
     * Several datagrams of one size and sender are received as one, {@link DatagramBatch#segmentSize}. A datagram that has
     * less room than 65,535 bytes may then be truncated where none was sent that long. Not on kernels before 5.0.
     */
    public static final SocketOption<Boolean> UDP_GRO = flag("UDP_GRO", UdpH.SOL_UDP, UdpH.UDP_GRO);

    /**
     * A datagram tells which address of this machine it was sent to, so that the answer can come from there:
     * {@link DatagramBatch#address(int, DatagramBatch, int)}.
     */
    public static final SocketOption<Boolean> PKTINFO = flag("IP_PKTINFO", InetH.IPPROTO_IP, InetH.IP_PKTINFO);
    /** The same of IPv6. A socket that takes both families wants both. */
    public static final SocketOption<Boolean> RECVPKTINFO =
            flag("IPV6_RECVPKTINFO", InetH.IPPROTO_IPV6, InetH.IPV6_RECVPKTINFO);

    /** Whether it listens. Cannot be set. */
    public static final SocketOption<Boolean> ACCEPTCONN =
            flag("SO_ACCEPTCONN", SocketH.SOL_SOCKET, SocketH.SO_ACCEPTCONN);

    /** The IPv4 header's TOS byte, 0 to 255: the DSCP times four. The kernel keeps the lower two bits (ECN) of TCP. */
    public static final SocketOption<Integer> TOS = number("IP_TOS", InetH.IPPROTO_IP, InetH.IP_TOS, 0, 255);
    /** The IPv6 header's traffic class, 0 to 255: the DSCP times four. */
    public static final SocketOption<Integer> TCLASS =
            number("IPV6_TCLASS", InetH.IPPROTO_IPV6, InetH.IPV6_TCLASS, 0, 255);

    /**
     * What {@code close} does with data the peer has not acknowledged. Empty, the default: goes on sending it in the
     * background. Zero: drops it and resets the connection. Otherwise: {@code close} blocks for that long, 1 s to 65,535
     * s, also on a non-blocking socket, so not for a loop.
     */
    public static final SocketOption<Optional<Duration>> LINGER = linger();

    /** How long a read polls the network device before it sleeps, in microseconds. Raising it needs CAP_NET_ADMIN. */
    public static final SocketOption<Duration> BUSY_POLL =
            span("SO_BUSY_POLL", SocketH.SOL_SOCKET, SocketH.SO_BUSY_POLL, ChronoUnit.MICROS, 0, Integer.MAX_VALUE);

    private static final int MAX_LINGER_SECONDS = 65_535;

    /** The option's name in C. */
    final String name;

    final int level;
    final int number;
    /** Bytes of the value: an int, or the two of {@code struct linger}. */
    final int size;

    private final ToLongFunction<T> encoder;
    private final LongFunction<T> decoder;

    private SocketOption(
            String name, int level, int number, int size, ToLongFunction<T> encoder, LongFunction<T> decoder) {
        this.name = name;
        this.level = level;
        this.number = number;
        this.size = size;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    private static SocketOption<Boolean> flag(String name, int level, int number) {
        return new SocketOption<>(name, level, number, Integer.BYTES, value -> value ? 1 : 0, value -> value != 0);
    }

    private static SocketOption<Integer> number(String name, int level, int number, int least, int most) {
        ToLongFunction<Integer> encoder = value -> {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " is " + least + " to " + most + ", not " + value);
            }
            return value;
        };
        return new SocketOption<>(name, level, number, Integer.BYTES, encoder, value -> (int) value);
    }

    private static SocketOption<Duration> span(
            String name, int level, int number, ChronoUnit unit, int least, int most) {
        return new SocketOption<>(
                name,
                level,
                number,
                Integer.BYTES,
                value -> units(name, value, unit, least, most),
                value -> Duration.of(value, unit));
    }

    /** How many units a span has, rounded up. */
    private static long units(String name, Duration value, ChronoUnit unit, int least, int most) {
        Duration one = unit.getDuration();
        if (value.compareTo(one.multipliedBy(least)) < 0 || value.compareTo(one.multipliedBy(most)) > 0) {
            throw new IllegalArgumentException(name + " is " + least + " to " + most + " " + unit + ", not " + value);
        }
        return Math.ceilDiv(value.toNanos(), one.toNanos());
    }

    private static SocketOption<Optional<Duration>> linger() {
        String name = "SO_LINGER";
        ToLongFunction<Optional<Duration>> encoder = value -> {
            if (value.isEmpty()) {
                return 0;
            }
            return 1L | units(name, value.get(), ChronoUnit.SECONDS, 0, MAX_LINGER_SECONDS) << Integer.SIZE;
        };
        // Both machines are little-endian: l_onoff is the lower half.
        LongFunction<Optional<Duration>> decoder =
                value -> (int) value == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(value >> Integer.SIZE));
        return new SocketOption<>(name, SocketH.SOL_SOCKET, SocketH.SO_LINGER, SocketH.LINGER_SIZE, encoder, decoder);
    }

    /** The value as the kernel has it; refuses what is out of its range. */
    long encode(T value) {
        return encoder.applyAsLong(value);
    }

    T decode(long value) {
        return decoder.apply(value);
    }

    /** The option's name in C, for example {@code TCP_NODELAY}. */
    @Override
    public String toString() {
        return name;
    }
}
