package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.fleet.Fleet;
import dev.carillon.monitor.fleet.NatsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a NATS server does not let a host do, with the rights of {@code docs/fleet.md}. */
class FleetRightsTest {
    private static final String SERVER = """
        jetstream { store_dir: "nats" }
        authorization { users: [
          { user: admin, password: secret }
          { user: web, password: secret, permissions: {
            publish: { allow: [
              "carillon.web-1.>", "$KV.carillon-hosts.web-1", "$KV.carillon-known.web-1",
              "$JS.API.STREAM.INFO.KV_carillon-hosts", "$JS.API.STREAM.INFO.KV_carillon-known",
              "$JS.API.DIRECT.GET.KV_carillon-hosts.$KV.carillon-hosts.web-1",
              "$JS.API.DIRECT.GET.KV_carillon-known.$KV.carillon-known.web-1" ] }
            subscribe: { allow: [ "_INBOX.>" ] } } } ] }
        """;

    @TempDir
    private Path directory;

    private Watched monitor(NatsServer server, String host, String user, boolean creates) throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        Path home = Files.createDirectories(directory.resolve(host));
        return Watched.of(home, String.format(Locale.ROOT, """
            [fleet]
            servers = ["%s"]
            host = "%s"
            user = "%s"
            password = "file:%s"
            create = %s
            tick = "500 ms"
            ttl = "3 s"
            timeout = "1 s"
            [source.boiler]
            fifo.path = "f"
            """, server.url(), host, user, password, creates));
    }

    @Test
    void whoMayTellAndNotAskIsThereAndWhoMayNeitherIsToldWhy() throws Exception {
        Files.writeString(directory.resolve("nats.conf"), SERVER);
        try (NatsServer server = NatsServer.start(directory, List.of("-c", "nats.conf"));
                Watched admin = monitor(server, "admin", "admin", true)) {
            admin.await(() -> admin.monitor.fleet().orElseThrow().hosts().size() == 1);
            try (Watched web = monitor(server, "web-1", "web", false)) {
                web.await(() -> !fleet(web).trouble().isEmpty());
                assertThat(fleet(web).trouble()).contains("does not take it: Permissions Violation for Publish to");
                admin.await(() -> fleet(admin).hosts().stream()
                        .anyMatch(host -> host.report().host().equals("web-1")));
                assertThat(web.events).noneMatch(event -> event.kind().equals("fleet-unreached"));
            }
            try (Watched other = monitor(server, "web-2", "web", false)) {
                assertThat(other.await("monitor", "fleet-unreached").text("text"))
                        .contains("Permissions Violation", "web-2");
            }
        }
    }

    private static Fleet fleet(Watched watched) {
        return watched.monitor.fleet().orElseThrow();
    }
}
