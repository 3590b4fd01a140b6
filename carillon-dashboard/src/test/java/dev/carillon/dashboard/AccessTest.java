package dev.carillon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see and change what: asked over the network, with whatever fields a stranger may send. */
class AccessTest {
    private static final String REFUSED = "HTTP/1.1 403 ";
    private static final String ACK = "{\"alarm\":\"hot/2\"}";
    private static final String JSON = "Content-Type: application/json";
    private static final String TOKEN = "Authorization: Bearer " + Shown.TOKEN;

    private final Shown shown = Shown.local();

    @AfterEach
    void close() {
        shown.close();
    }

    private String origin() {
        return "Origin: http://" + shown.host();
    }

    @Test
    void thePageItselfChangesWhatItMay() throws IOException {
        assertThat(shown.post("/do/acknowledge", ACK, JSON, TOKEN, origin(), "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"ok\":true,\"text\":\"hot/2 is acknowledged\"}");
        assertThat(shown.post("/do/silence", "{\"rule\":\"hot\",\"seconds\":60}", JSON, TOKEN, origin()))
                .startsWith("HTTP/1.1 200 ");
        assertThat(shown.done()).containsExactly("ack hot/2", "silence hot 60");
    }

    @Test
    void nobodyElseChangesAnything() throws IOException {
        List<String[]> strangers = List.of(
                new String[] {JSON, origin()}, // without the token
                new String[] {JSON, origin(), "Authorization: Bearer wrong"},
                new String[] {JSON, TOKEN}, // without an origin
                new String[] {JSON, TOKEN, "Origin: null"},
                new String[] {JSON, TOKEN, "Origin: http://evil.example"},
                new String[] {JSON, TOKEN, "Origin: https://" + shown.host()}, // another scheme is another origin
                new String[] {JSON, TOKEN, origin(), "Sec-Fetch-Site: cross-site"},
                new String[] {JSON, TOKEN, origin(), "Sec-Fetch-Site: same-site"},
                new String[] {"Content-Type: text/plain", TOKEN, origin()},
                new String[] {"Content-Type: application/x-www-form-urlencoded", TOKEN, origin()},
                new String[] {TOKEN, origin()});
        for (String[] fields : strangers) {
            assertThat(shown.post("/do/acknowledge", ACK, fields)).startsWith(REFUSED);
        }
        assertThat(shown.post("/do/acknowledge?token=" + Shown.TOKEN, ACK, JSON, origin()))
                .startsWith(REFUSED);
        assertThat(shown.done()).isEmpty();
        assertThat(shown.get("/data/board")).contains("\"refused\":" + (strangers.size() + 1));
    }

    @Test
    void aGetChangesNothing() throws IOException {
        assertThat(shown.get("/do/acknowledge", TOKEN, origin())).startsWith("HTTP/1.1 405 ");
        assertThat(shown.done()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8091", "10.0.0.1", "127.0.0.1.evil.example", "localhost."})
    void whatIsAskedForByAnotherNameIsRefused(String host) throws IOException {
        for (String path : List.of("/", "/data/board", "/data/stream")) {
            assertThat(shown.ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .startsWith(REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "LOCALHOST"})
    void thisMachineHasSeveralNames(String host) throws IOException {
        assertThat(shown.ask("GET /data/board HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anotherPageReadsNothing() throws IOException {
        for (String path : List.of("/data/board", "/data/stream", "/data/event?id=1", "/data/alarm?id=hot/2")) {
            assertThat(shown.get(path, "Origin: http://evil.example")).startsWith(REFUSED);
            assertThat(shown.get(path, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"))
                    .startsWith(REFUSED);
        }
    }

    @Test
    void beyondThisMachineReadingNeedsTheTokenToo() throws IOException {
        try (Shown remote = new Shown(Access.remote(Shown.TOKEN, "box.example"))) {
            assertThat(remote.get("/")).startsWith("HTTP/1.1 200 ");
            assertThat(remote.get("/data/board")).startsWith(REFUSED);
            assertThat(remote.get("/data/stream?token=" + Shown.TOKEN)).startsWith(REFUSED);
            assertThat(remote.get("/data/board", TOKEN)).startsWith("HTTP/1.1 200 ");
            assertThat(remote.ask("GET /data/board HTTP/1.1\r\nHost: box.example:80\r\n" + TOKEN
                            + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(remote.ask("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith(REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/data/board", "/nothing", "/do/acknowledge"})
    void whateverIsAnsweredForbidsAllThatThePageDoesNotNeed(String path) throws IOException {
        assertThat(shown.get(path))
                .contains("\r\nContent-Security-Policy: default-src 'none'; script-src 'self';")
                .contains("frame-ancestors 'none'")
                .contains("require-trusted-types-for 'script'")
                .contains("\r\nX-Content-Type-Options: nosniff\r\n")
                .contains("\r\nCross-Origin-Resource-Policy: same-origin\r\n")
                .doesNotContain("Access-Control-Allow");
    }

    @Test
    void eachFileOfThePageIsServed() throws IOException {
        for (String name : Assets.NAMES) {
            for (int i = 0; i < 2; i++) {
                assertThat(shown.get("/" + name)).as(name).startsWith("HTTP/1.1 200 ");
            }
        }
        assertThat(shown.get("/")).startsWith("HTTP/1.1 200 ").endsWith("</html>\n");
    }

    /** In all, as it comes over the network without being packed, and without the heads of its answers. */
    @Test
    void thePageIsASmallOne() throws IOException {
        long all = 0;
        for (String name : Assets.NAMES) {
            String answer = shown.get("/" + name);
            all += answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8).length;
        }
        assertThat(all).isLessThan(150_000);
    }

    @Test
    void whoNeverEndsARequestKeepsNobodyOutForLong() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) { // more than may be connected
                slow.add(shown.say("GET /data/board HTTP/1.1\r\nHost: loc"));
            }
            assertThat(shown.get("/data/board")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../pom.xml", "/%2e%2e/pom.xml", "/..%2fAccess.class", "/Access.class", "//etc/passwd"})
    void thereAreNoFilesButThePages(String path) throws IOException {
        assertThat(shown.get(path)).containsPattern("^HTTP/1.1 40[04] ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"alarm\":[]}", "{\"alarm\":{}}", "{} {}", "{\"seconds\":\"-1\"}"})
    void aBodyThatIsNoneIsRefused(String body) throws IOException {
        assertThat(shown.post("/do/silence", body, JSON, TOKEN, origin()))
                .startsWith("HTTP/1.1 400 ")
                .containsAnyOf("has to be an object of texts and numbers", "is a whole number from 0 to 999999999");
        assertThat(shown.done()).isEmpty();
    }

    @Test
    void whatIsNotThereCannotBeAcknowledged() throws IOException {
        assertThat(shown.post("/do/acknowledge", "{\"alarm\":\"x\"}", JSON, TOKEN, origin()))
                .startsWith("HTTP/1.1 404 ")
                .contains("no alarm x is raised");
    }
}
