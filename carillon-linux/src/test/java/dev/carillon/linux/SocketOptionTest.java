package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketOptionTest {
    private final Socket tcp = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);

    @AfterEach
    void close() {
        tcp.close();
    }

    private <T> T after(SocketOption<T> option, T value) {
        tcp.set(option, value);
        return tcp.get(option);
    }

    @Test
    void switchesAreOffUntilTheyAreSet() {
        for (SocketOption<Boolean> option :
                List.of(SocketOption.REUSEADDR, SocketOption.REUSEPORT, SocketOption.NODELAY, SocketOption.KEEPALIVE)) {
            assertThat(tcp.get(option)).as(option.toString()).isFalse();
            assertThat(after(option, true)).as(option.toString()).isTrue();
            assertThat(after(option, false)).as(option.toString()).isFalse();
        }
    }

    @Test
    void spansHaveTheUnitOfTheirOption() {
        assertThat(after(SocketOption.KEEPIDLE, Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
        assertThat(after(SocketOption.KEEPINTVL, Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(after(SocketOption.KEEPINTVL, Duration.ofMillis(7_001)))
                .as("rounded up")
                .isEqualTo(Duration.ofSeconds(8));
        assertThat(after(SocketOption.USER_TIMEOUT, Duration.ofMillis(1_234))).isEqualTo(Duration.ofMillis(1_234));
        assertThat(after(SocketOption.BUSY_POLL, Duration.ZERO)).isZero();
    }

    @Test
    void numbersAreTakenAsTheyAre() {
        assertThat(after(SocketOption.KEEPCNT, 5)).isEqualTo(5);
        assertThat(after(SocketOption.TOS, 0xB8)).as("expedited forwarding").isEqualTo(0xB8);
    }

    @Test
    void buffersGetTheDouble() {
        assertThat(after(SocketOption.SNDBUF, 50_000)).isEqualTo(100_000);
        assertThat(after(SocketOption.RCVBUF, 50_000)).isEqualTo(100_000);
    }

    @Test
    void lingeringIsOffOrForATime() {
        assertThat(tcp.get(SocketOption.LINGER)).isEmpty();
        assertThat(after(SocketOption.LINGER, Optional.of(Duration.ZERO))).contains(Duration.ZERO);
        assertThat(after(SocketOption.LINGER, Optional.of(Duration.ofSeconds(65_535))))
                .contains(Duration.ofSeconds(65_535));
        assertThat(after(SocketOption.LINGER, Optional.empty())).isEmpty();
    }

    @Test
    void ipv6HasOptionsOfItsOwn() {
        Connection.assumeIpv6();
        try (Socket socket = Socket.open(StandardProtocolFamily.INET6, SocketType.STREAM)) {
            socket.set(SocketOption.V6ONLY, true);
            assertThat(socket.get(SocketOption.V6ONLY)).isTrue();
            socket.set(SocketOption.TCLASS, 0x20);
            assertThat(socket.get(SocketOption.TCLASS)).isEqualTo(0x20);
        }
    }

    @Test
    void whatIsOutOfRangeIsRefusedWithTheRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tcp.set(SocketOption.KEEPCNT, 128))
                .withMessage("TCP_KEEPCNT is 1 to 127, not 128");
        assertThatIllegalArgumentException().isThrownBy(() -> tcp.set(SocketOption.TOS, 256));
        assertThatIllegalArgumentException().isThrownBy(() -> tcp.set(SocketOption.SNDBUF, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tcp.set(SocketOption.KEEPIDLE, Duration.ZERO))
                .withMessage("TCP_KEEPIDLE is 1 to 32767 Seconds, not PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tcp.set(SocketOption.USER_TIMEOUT, Duration.ofSeconds(Long.MAX_VALUE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tcp.set(SocketOption.LINGER, Optional.of(Duration.ofSeconds(-1))));
    }

    @Test
    void anOptionTheSocketHasNotIsNamed() {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            assertThatThrownBy(() -> pair.one().set(SocketOption.NODELAY, true))
                    .hasMessage(
                            "setsockopt(" + pair.one() + ", TCP_NODELAY, true): EOPNOTSUPP (Operation not supported)");
            assertThatThrownBy(() -> pair.one().get(SocketOption.NODELAY))
                    .hasMessage("getsockopt(" + pair.one() + ", TCP_NODELAY): EOPNOTSUPP (Operation not supported)");
        }
    }
}
