package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.linux.ffm.NativeMemory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SockAddrTest {
    private final NativeMemory memory = NativeMemory.allocate(SockAddr.SIZE);
    private final long at = memory.address();

    private String hex(int length) {
        byte[] bytes = new byte[length];
        NativeMemory.copy(at, bytes, 0, length);
        return HexFormat.of().formatHex(bytes);
    }

    private SocketAddress decoded(byte... bytes) {
        NativeMemory.clear(at, SockAddr.SIZE);
        NativeMemory.copy(bytes, 0, at, bytes.length);
        return SockAddr.get(at, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 0, INET, 02000000 7f000001 0000000000000000",
        "192.0.2.7, 8080, INET, 02001f90 c0000207 0000000000000000",
        "192.0.2.7, 65535, INET6, 0a00ffff 00000000 00000000000000000000ffffc0000207 00000000",
        "0.0.0.0, 80, INET6, 0a000050 00000000 00000000000000000000000000000000 00000000",
        "2001:db8::1, 443, INET6, 0a0001bb 00000000 20010db8000000000000000000000001 00000000"
    })
    void addressesAreWrittenAsTheKernelReadsThem(String ip, int port, StandardProtocolFamily family, String expected)
            throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(ip), port);
        String bytes = expected.replace(" ", "");
        assertThat(SockAddr.put(at, address, family)).isEqualTo(bytes.length() / 2);
        assertThat(hex(bytes.length() / 2)).isEqualTo(bytes);
        if (!ip.equals("0.0.0.0")) {
            assertThat(SockAddr.get(at, bytes.length() / 2)).isEqualTo(address);
        }
    }

    @Test
    void aScopeTravelsWithALinkLocalAddress() throws UnknownHostException {
        byte[] ip = InetAddress.getByName("fe80::1").getAddress();
        InetSocketAddress address = new InetSocketAddress(Inet6Address.getByAddress(null, ip, 3), 1);
        int length = SockAddr.put(at, address, StandardProtocolFamily.INET6);
        assertThat(hex(length)).endsWith("03000000");
        InetSocketAddress back = (InetSocketAddress) SockAddr.get(at, length);
        assertThat(((Inet6Address) back.getAddress()).getScopeId()).isEqualTo(3);
    }

    @Test
    void pathsEndWithAZeroAndAbstractNamesBeginWithOne() {
        int length = SockAddr.put(at, UnixDomainSocketAddress.of("/a"), StandardProtocolFamily.UNIX);
        assertThat(hex(length)).isEqualTo("01002f6100");
        length = SockAddr.put(at, UnixDomainSocketAddress.of("@ab"), StandardProtocolFamily.UNIX);
        assertThat(hex(length)).isEqualTo("0100006162");
        length = SockAddr.put(at, UnixDomainSocketAddress.of("./@ab"), StandardProtocolFamily.UNIX);
        assertThat(hex(length)).isEqualTo("01002e2f40616200");
        length = SockAddr.put(at, UnixDomainSocketAddress.of(""), StandardProtocolFamily.UNIX);
        assertThat(hex(length)).isEqualTo("0100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/run/x.sock", "relative", "@abstract", "@"})
    void namesComeBackAsTheyWere(String name) {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(name);
        int length = SockAddr.put(at, address, StandardProtocolFamily.UNIX);
        assertThat(SockAddr.get(at, length)).isEqualTo(address);
    }

    @Test
    void whateverAPeerIsCalledCanBeRead() {
        long seed = 20_260_701;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(SockAddr.SIZE + 1)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = (byte) new int[] {1, 2, 10}[random.nextInt(3)];
                bytes[1] = 0;
            }
            assertThat(decoded(bytes)).as("seed %d, case %d", seed, i).isNotNull();
        }
    }

    @Test
    void zeroBytesInAbstractNamesAreShownAsTheKernelShowsThem() {
        assertThat(decoded((byte) 1, (byte) 0, (byte) 0, (byte) 'a', (byte) 0, (byte) 'b'))
                .hasToString("@a@b");
    }

    @Test
    void lengthsCountInBytesNotInCharacters() {
        String name = "@" + "é".repeat(54);
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(109);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of("@" + "e".repeat(108));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SockAddr.put(at, address, StandardProtocolFamily.UNIX))
                .withMessageContaining("at most 107 bytes")
                .withMessageContaining("has 108");
    }

    @Test
    void refusesAnAddressOfAnUnknownClass() {
        SocketAddress unknown = new SocketAddress() {
            private static final long serialVersionUID = 1L;
        };
        assertThatIllegalArgumentException().isThrownBy(() -> SockAddr.familyOf(unknown));
    }
}
