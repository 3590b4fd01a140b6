package dev.carillon.bench.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.bench.load.TlsKey;
import dev.carillon.bench.machine.CProgram;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the load and every server understand each other over TLS; no figure is judged by its time. */
class TlsEchoTest {
    private static final int SECONDS = 20;

    @ParameterizedTest
    @CsvSource({"CARILLON", "NETTY", "OPENSSL"})
    void everyServerGivesBackWhatTheLoadSends(EchoSide side) throws Exception {
        boolean hasOpenSsl = Files.exists(Path.of("/usr/include/openssl/ssl.h"));
        assumeTrue(side.isJava() || hasOpenSsl, "no headers of OpenSSL");
        TlsKey key = TlsKey.create();
        Path home = Path.of("").toAbsolutePath();
        Path cServer = side.isJava() ? null : CProgram.compile(home, "echo-tls", "-lssl", "-lcrypto");
        try (EchoServer server = new EchoServer(side, side.command(cServer, key));
                Dialog load = new Dialog("the load", Children.javaCommand(EchoLoad.class))) {
            for (String what : List.of("3 64 2", "1 4096 16", "2 100000 2")) {
                load.ask("open " + server.port() + " " + what + " " + key.file(), "open", SECONDS);
                assertThat(load.ask("run 20000 40", "ran ", SECONDS)).startsWith("40 ");
                assertThat(load.ask("close", "closed", SECONDS)).isEmpty();
            }
        }
    }

    @Test
    void aServerWithAnotherKeyIsNotMeasured() throws Exception {
        TlsKey key = TlsKey.create();
        TlsKey other = TlsKey.create();
        try (EchoServer server = new EchoServer(EchoSide.CARILLON, EchoSide.CARILLON.command(null, key));
                Dialog load = new Dialog("the load", Children.javaCommand(EchoLoad.class))) {
            String open = "open " + server.port() + " 1 64 1 ";
            assertThat(load.ask(open + other.file(), "failed: ", SECONDS)).contains("SSLHandshakeException");
            assertThat(load.ask(open + key.file(), "open", SECONDS)).isEmpty();
        }
    }

    @Test
    void whatTheEngineTakesByItselfIsMeasured() throws Exception {
        List<JsseAlone.Cost> costs = JsseAlone.measure(TlsKey.create(), 20);
        assertThat(costs).hasSize(4).allSatisfy(cost -> {
            assertThat(cost.nanos()).isPositive();
            assertThat(cost.allocated()).isGreaterThan(16);
        });
        assertThat(costs).extracting(JsseAlone.Cost::size).containsExactly(64, 64, 4096, 4096);
    }
}
