package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientHelloTest {
    private static ByteBuffer hello(TlsContext.Protocol protocol, String host) throws Exception {
        Side client = new Side(Certificates.client().withProtocols(protocol).engine(host, 1));
        client.advance();
        return client.output.flip();
    }

    @ParameterizedTest
    @EnumSource
    void theNameIsFoundWhereverTheRecordIs(TlsContext.Protocol protocol) throws Exception {
        ByteBuffer hello = hello(protocol, "Www.Example.ORG");
        assertThat(ClientHello.serverName(hello)).isEqualTo("www.example.org");
        assertThat(hello.position()).isZero();
        ByteBuffer moved = ByteBuffer.allocateDirect(hello.limit() + 7)
                .position(7)
                .put(hello)
                .flip()
                .position(7);
        assertThat(ClientHello.serverName(moved)).isEqualTo("www.example.org");
        assertThat(ClientHello.serverName(hello(protocol, "127.0.0.1"))).isEmpty();
    }

    @Test
    void whatIsCutOffOrChangedHasAnotherNameOrNone() throws Exception {
        ByteBuffer hello = hello(TlsContext.Protocol.TLS_1_3, "localhost");
        for (int length = 0; length < hello.limit(); length++) {
            assertThat(ClientHello.serverName(hello.slice(0, length))).isIn("", "localhost");
        }
        Seeds.forAll(1000, seed -> {
            Random random = new Random(seed);
            ByteBuffer changed =
                    ByteBuffer.allocate(hello.limit()).put(hello.duplicate()).flip();
            changed.put(random.nextInt(changed.limit()), (byte) random.nextInt());
            assertThat(ClientHello.serverName(changed).length()).isLessThan(changed.limit());
        });
    }
}
