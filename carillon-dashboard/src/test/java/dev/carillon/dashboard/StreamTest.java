package dev.carillon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private final Shown shown = Shown.local();

    @AfterEach
    void close() {
        shown.close();
    }

    @Test
    void whatHappensIsInTheNextTicks() throws IOException {
        try (Socket socket = shown.say(shown.streamRequest())) {
            InputStream stream = Shown.of(socket);
            Shown.readUntil(stream, "\"tick\":1,");
            shown.happen(1, List.of("boiler"), Map.of("value", 81));
            assertThat(Shown.readUntil(stream, "\"boiler\":{\"p\"")).contains("data: {\"tick\":");
        }
    }

    @Test
    void howLongATickIsDoesNotDependOnHowMuchHappens() throws IOException {
        try (Socket socket = shown.say(shown.streamRequest())) {
            InputStream stream = Shown.of(socket);
            Shown.readUntil(stream, "\"tick\":1,");
            for (int i = 0; i < 200; i++) {
                shown.happen(1000, List.of("boiler"), Map.of("value", i));
            }
            String ticks = Shown.readUntil(stream, "\"received\":200000,");
            assertThat(ticks.split("data: ", -1))
                    .allSatisfy(tick -> assertThat(tick.length()).isLessThan(8000));
        }
    }

    @Test
    void whatIsTooMuchForThePageIsCountedAndDoesNotHoldUpTheLoop() throws IOException {
        List<String> many =
                IntStream.range(0, 1000).mapToObj(i -> "source-" + i).toList();
        for (int i = 0; i < 20; i++) {
            shown.happen(20, many, Map.of()); // more than there is room for, in one turn
        }
        assertThat(shown.passedBy()).isPositive();
        try (Socket stream = shown.say(shown.streamRequest())) {
            assertThat(Shown.readUntil(Shown.of(stream), "\"received\":400000,"))
                    .containsPattern("\"passedBy\":[1-9]");
        }
    }

    @Test
    void whoDoesNotReadIsCutOffAndTheOthersGoOn() throws IOException {
        List<String> many = IntStream.range(0, 300).mapToObj(i -> "source-" + i).toList();
        try (Socket reader = shown.say(shown.streamRequest());
                Socket _ = shown.say(shown.streamRequest(), 4096)) {
            InputStream read = Shown.of(reader);
            Thread busy = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    shown.happen(20, many, Map.of("value", 1.5));
                }
            });
            try {
                String ticks = Shown.readUntil(read, "\"cutOff\":1");
                assertThat(ticks.lines()).last().asString().contains("\"viewers\":1");
            } finally {
                busy.interrupt();
            }
        }
    }

    @Test
    void noMoreLookThanThereIsRoomFor() throws IOException {
        Socket[] all = new Socket[64];
        try {
            for (int i = 0; i < all.length; i++) {
                all[i] = shown.say(shown.streamRequest());
                Shown.readUntil(Shown.of(all[i]), "\"tick\":");
            }
            assertThat(shown.ask(shown.streamRequest().replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 5");
        } finally {
            for (Socket socket : all) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void anAddressThatIsTakenIsAnError() {
        try (Shown second = Shown.local()) {
            Dashboard third = Dashboard.start(second, new Intake());
            assertThatThrownBy(() -> third.serve(shown.address(), Access.local("")))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("EADDRINUSE");
            third.close();
        }
    }

    @Test
    void whoCouldNotSayOnceHowThingsStandIsAskedAgain() throws IOException {
        try (Shown failing = Shown.failingFirst()) {
            failing.get("/data/board"); // is answered when that has failed, if not later
            assertThat(failing.get("/data/board")).contains("\"title\":\"monitor\"");
        }
    }

    @Test
    void atItsEndItLetsGoOfItsAddress() throws IOException {
        InetSocketAddress address;
        try (Shown first = Shown.local()) {
            address = first.address();
        }
        try (Shown second = new Shown(Access.local(Shown.TOKEN), address)) {
            assertThat(second.get("/")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aNameThatIsMarkupComesAsText() throws IOException {
        String name = "<img src=x onerror=alert(1)>";
        shown.happen(1, List.of(name), Map.of("line", "</script><script>alert(1)</script>"));
        assertThat(shown.get("/data/board"))
                .contains("Content-Type: application/json")
                .contains("\"" + name + "\":{\"p\":[[1,");
        assertThat(shown.get("/data/event?id=1")).contains("\"words\":\"</script><script>alert(1)</script>\"");
    }
}
