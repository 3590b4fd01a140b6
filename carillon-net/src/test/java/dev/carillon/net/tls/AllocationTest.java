package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.net.tls.TlsContext.Protocol;
import dev.carillon.testkit.Allocations;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AllocationTest {
    private static final int ROUNDS = 500;

    /** An object has 16 bytes at least. */
    private static final int LESS_THAN_AN_OBJECT = 8;

    @ParameterizedTest
    @EnumSource
    void aRecordAllocatesNothingBesidesWhatJsseDoes(Protocol protocol) throws Exception {
        SSLEngine bareClient = Certificates.bareClient(protocol);
        SSLEngine bareServer = Certificates.bareServer();
        TlsEngine client = new JdkTlsEngine(bareClient, HandshakeNotes.attach(bareClient));
        TlsEngine server = new JdkTlsEngine(bareServer, HandshakeNotes.attach(bareServer));
        new Conversation(client, server).established();
        ByteBuffer plain = ByteBuffer.allocate(1000);
        ByteBuffer record = ByteBuffer.allocate(client.recordSize());
        ByteBuffer room = ByteBuffer.allocate(server.plainSize());
        long ofJsse = Allocations.whenWarm(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                bareClient.wrap(plain.rewind(), record.clear());
                bareServer.unwrap(record.flip(), room.clear());
            }
        });
        long enough = ofJsse + ROUNDS * (LESS_THAN_AN_OBJECT - 1);
        long ofBoth = Allocations.downTo(enough, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                client.want();
                client.encrypt(plain.rewind(), record.clear());
                server.decrypt(record.flip(), room.clear());
                server.want();
            }
        });
        assertThat(room.position()).isEqualTo(1000);
        assertThat(ofBoth).isLessThanOrEqualTo(enough);
    }
}
