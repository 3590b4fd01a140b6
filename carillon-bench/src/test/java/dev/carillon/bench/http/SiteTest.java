package dev.carillon.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class SiteTest {
    @Test
    void filesRequestsAndKeyAreThere() throws Exception {
        Site site = Site.create();
        for (Resource resource : Resource.values()) {
            assertThat(site.request(resource)).hasBinaryContent(resource.request());
            if (resource.isFile()) {
                assertThat(site.directory().resolve(resource.path().substring(1)))
                        .hasBinaryContent(resource.body());
            }
        }
        assertThat(Files.readString(site.pem()))
                .contains("-----BEGIN PRIVATE KEY-----\n", "-----BEGIN CERTIFICATE-----\n")
                .endsWith("-----END CERTIFICATE-----\n");
    }

    @Test
    void nginxTouchesNothingOfTheSystems() throws Exception {
        Site site = Site.create();
        List<String> command = Nginx.command(site, 12345, "");
        String text = Files.readString(site.directory().resolve("nginx-12345.conf"));
        assertThat(command).containsSequence("-e", "stderr", "-c").doesNotContain("-s");
        assertThat(text)
                .contains("daemon off", "master_process off", "access_log off", "listen 127.0.0.1:12345 backlog")
                .contains("pid " + site.directory())
                .doesNotContain("ssl", "/var", "/etc");
        assertThat(text.lines().filter(line -> line.contains("_temp_path")))
                .hasSize(5)
                .allMatch(line -> line.contains(site.directory().toString()));
    }
}
