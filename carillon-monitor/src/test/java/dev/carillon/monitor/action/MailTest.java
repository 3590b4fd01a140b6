package dev.carillon.monitor.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.action.Attempt.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Mail to a server on loopback that speaks as much of RFC 5321 as is needed. */
class MailTest {
    /** Takes mails. */
    private static final class SmtpServer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        final List<String> commands = new CopyOnWriteArrayList<>();
        final List<String> mails = new CopyOnWriteArrayList<>();

        SmtpServer() throws IOException {
            Thread.ofPlatform().daemon().name("smtp").start(this::serve);
        }

        private void serve() {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept()) {
                    talk(socket);
                } catch (IOException e) {
                    // The client is gone, or the test over.
                }
            }
        }

        private void talk(Socket socket) throws IOException {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            say(socket, "220 here");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                if (line.equals("DATA")) {
                    say(socket, "354 go on");
                    mails.add(mail(in));
                }
                say(socket, line.startsWith("QUIT") ? "221 bye" : "250 well");
            }
        }

        private static String mail(BufferedReader in) throws IOException {
            StringBuilder mail = new StringBuilder();
            for (String line = in.readLine(); !line.equals("."); line = in.readLine()) {
                mail.append(line).append('\n');
            }
            return mail.toString();
        }

        private static void say(Socket socket, String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static ActionSettings.Mail mail(int port, ActionSettings.Mail.Tls tls) {
        return new ActionSettings.Mail(
                "it",
                Set.of(Occasion.values()),
                "127.0.0.1",
                port,
                tls,
                Optional.empty(),
                Optional.empty(),
                "carillon@example.org",
                List.of("ops@example.org", "boss@example.org"),
                Duration.ofSeconds(20),
                Delivery.USUAL);
    }

    /** Hostile test 17, of mail: what an alarm says makes no header. */
    @Test
    void alarmIsSentAndMakesNoHeaderOfItsOwn() throws Exception {
        try (SmtpServer server = new SmtpServer();
                Bench bench = new Bench(mail(server.listener.getLocalPort(), ActionSettings.Mail.Tls.NONE))) {
            bench.take(Changes.raised("hot", "too hot\r\nBcc: evil@example.org\r\n\r\n.\r\nMAIL FROM:<x>"), "it");
            bench.untilDone();
            assertThat(bench.outcomes()).containsExactly(Outcome.DELIVERED);
            String mail = server.mails.getFirst();
            String headers = mail.substring(0, mail.indexOf("\n\n")).replace("\n ", " "); // as who reads it unfolds it
            assertThat(headers)
                    .contains("To: ops@example.org, boss@example.org")
                    .contains("X-Carillon-Id: hot/1:clear-raised")
                    .contains("Message-ID: <hot_1.clear-raised@")
                    .containsPattern("\nSubject: \\[.*too hot\\\\u000D\\\\u000ABcc: evil@example.org")
                    .doesNotContain("\nBcc:");
            assertThat(server.mails).hasSize(1);
            assertThat(server.commands)
                    .filteredOn(line -> line.startsWith("RCPT TO"))
                    .hasSize(2);
            assertThat(server.commands)
                    .filteredOn(line -> line.startsWith("MAIL FROM"))
                    .hasSize(1);
        }
    }

    @Test
    void withoutTlsNothingIsSentWhereItIsRequired() throws Exception {
        try (SmtpServer server = new SmtpServer();
                Bench bench = new Bench(mail(server.listener.getLocalPort(), ActionSettings.Mail.Tls.REQUIRED))) {
            bench.take(Changes.raised("hot", "too hot"), "it");
            bench.until(() -> bench.outcomes().contains(Outcome.FAILED));
            assertThat(bench.attempts.getFirst().answer()).contains("STARTTLS");
            assertThat(server.mails).isEmpty();
        }
    }
}
