package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.app.Carillon;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that take over from each other, while they are asked all the time. {@code build/restarts.sh} does more of it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartTest {
    private static final Pattern PROCESS = Pattern.compile("process (\\d+)");
    private static final int SOME = 200;

    @TempDir
    private Path place;

    private Path site;

    @BeforeEach
    void makeSite() throws IOException {
        site = Files.createDirectory(place.resolve("site"));
        Files.writeString(site.resolve("index.html"), "<p>hello</p>\n");
    }

    /** A server and those who take over from it: whatever becomes of them, none is left. */
    private static final class Generations implements AutoCloseable {
        /** The output of all of them: that of a process alone is not read beyond its own end. */
        final ChildJvm all;

        final List<Long> pids = new ArrayList<>();

        Generations(ChildJvmBuilder builder) {
            all = builder.through("sh", "-c", "sh -c 'echo \"process $$\"; exec \"$@\"' sh \"$@\" 2>&1 | cat", "sh")
                    .start();
            pids.add(process(all.awaitLine("process ")));
        }

        int port() {
            String line = all.awaitLine("listening on 127.0.0.1:");
            return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        }

        /** Asks the present one, and tells who is to take over. */
        long ask() {
            Signals.send(pids.getLast(), Signal.USR2);
            return process(all.awaitLine("is to take over"));
        }

        void restart() {
            pids.add(ask());
            all.awaitLine("process " + pids.getLast() + " has taken over");
        }

        private static long process(String line) {
            Matcher process = PROCESS.matcher(line);
            assertThat(process.find()).as(line).isTrue();
            return Long.parseLong(process.group(1));
        }

        /** Ends the present one, and so all of them. */
        void end() {
            Signals.send(pids.getLast(), Signal.TERM);
            assertThat(all.awaitExit()).as(all.lines().toString()).isZero();
            for (long pid : pids) {
                ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
            }
        }

        @Override
        public void close() {
            for (String line : all.lines()) {
                Matcher process = PROCESS.matcher(line);
                while (process.find()) {
                    ProcessHandle.of(Long.parseLong(process.group(1))).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            all.close();
        }
    }

    private Generations serve(String... more) {
        return new Generations(builder(more));
    }

    private ChildJvmBuilder builder(String... more) {
        return launched(
                        "serve",
                        site.toString(),
                        "--port",
                        "0",
                        "--control",
                        place.resolve("control").toString())
                .arguments(more);
    }

    /** As the launcher starts it. */
    private static ChildJvmBuilder launched(String... arguments) {
        return ChildJvm.of(Carillon.class)
                .arguments(arguments)
                .environment("_JAVA_SR_SIGNUM", "64")
                .blocking(Signal.TERM, Signal.INT, Signal.HUP, Signal.USR1, Signal.USR2)
                .ignoring(Signal.TERM, Signal.INT, Signal.HUP);
    }

    @Test
    void nobodyNoticesThatOneProcessFollowsAnother() {
        try (Generations server = serve("--loops", "2", "--share", "reuseport")) {
            try (Visits visits = new Visits(server.port(), 3, 2)) {
                for (int i = 0; i < 3; i++) {
                    visits.awaitAnswers(SOME);
                    server.restart();
                }
                visits.awaitAnswers(SOME);
                assertThat(visits.firstFailure()).isNull();
            }
            server.end();
            assertThat(server.all.lines()).noneMatch(line -> line.contains("cut off") || line.contains("failed"));
        }
    }

    @Test
    void aSuccessorReadsTheFileAfreshAndIsToldAsItsPredecessorWas() throws IOException {
        Path file = place.resolve("serve.toml");
        String text = "listen.web.address = '127.0.0.1:0'\nsite.a.directory = 'site'\n";
        Files.writeString(file, text);
        try (Generations server = new Generations(launched("serve", "-c", file.toString()));
                Visits visits = new Visits(server.port(), 2, 1)) {
            visits.awaitAnswers(SOME);
            Files.writeString(file, text + "site.a.listing = true\n");
            server.restart();
            visits.awaitAnswers(SOME);
            Files.writeString(file, text + "site.a.listin = true\n");
            Signals.send(server.pids.getLast(), Signal.HUP);
            assertThat(server.all.awaitLine("not reloaded: ")).contains(file + ":3:1: unknown key site.a.listin");
            server.ask();
            assertThat(server.all.awaitLine("not restarted: ")).contains(file + ":3:1: unknown key site.a.listin");
            visits.awaitAnswers(SOME);
            assertThat(visits.firstFailure()).isNull();
            server.end();
        }
    }

    @Test
    void whatIsToldWhileAnotherTakesOverIsDoneByWhoHasThenTakenOver() throws IOException {
        Path file = place.resolve("serve.toml");
        Files.createDirectory(place.resolve("other"));
        Files.writeString(place.resolve("other/index.html"), "<p>other</p>\n");
        String text = "listen.web.address = '127.0.0.1:0'\nsite.a.directory = ";
        Files.writeString(file, text + "'site'\n");
        try (Generations server = new Generations(launched("serve", "-c", file.toString()))) {
            int port = server.port();
            long next = server.ask();
            Signals.send(next, Signal.STOP); // it has read the file, or has not
            Files.writeString(file, text + "'other'\n");
            Signals.send(server.pids.getLast(), Signal.HUP);
            Signals.send(next, Signal.CONT);
            server.pids.add(next);
            server.all.awaitLine("process " + next + " has taken over");
            server.all.awaitLine("[" + next + "] reloaded: ");
            assertThat(ServersTest.exchange(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("other");
            server.end();
        }
    }

    @Test
    void aSuccessorThatIsToldToEndLeavesTheServiceToItsPredecessor() {
        try (Generations server = serve();
                Visits visits = new Visits(server.port(), 1, 1)) {
            Signals.send(server.ask(), Signal.TERM);
            server.all.awaitLine("it was told to end by TERM");
            visits.awaitAnswers(SOME);
            server.restart();
            visits.awaitAnswers(SOME);
            assertThat(visits.firstFailure()).isNull();
            server.end();
        }
    }

    @Test
    void listenersOnAnyFreePortKeepTheirOwn() throws IOException {
        Path file = place.resolve("serve.toml");
        Files.writeString(file, """
            listen = { a = { address = ':0', sites = ['a'] }, b = { address = ':0', sites = ['b'] } }
            metrics.address = ':0'
            site = { a = { directory = 'site', names = ['a'] }, b = { directory = 'site', names = ['b'] } }
            """);
        try (Generations server = new Generations(launched("serve", "-c", file.toString()))) {
            List<String> first = List.of(server.all.awaitLine("listening on "), server.all.awaitLine("metrics on "));
            server.restart();
            assertThat(server.all.lines())
                    .filteredOn(line -> line.startsWith("listening on ") || line.startsWith("metrics on "))
                    .containsExactly(first.get(0), first.get(1), first.get(0), first.get(1));
            server.end();
        }
    }

    @Test
    void aSuccessorShowsItselfWhereItsPredecessorWasShown() throws IOException {
        try (Generations server = serve("--dashboard", "127.0.0.1:0")) {
            String first = server.all.awaitLine("dashboard on http://127.0.0.1:");
            server.restart();
            assertThat(server.all.lines())
                    .filteredOn(line -> line.startsWith("dashboard on "))
                    .containsExactly(first, first);
            int port = Integer.parseInt(first.substring(first.lastIndexOf(':') + 1, first.length() - 1));
            assertThat(ServersTest.exchange(
                            port, "GET /data/board HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .contains("\"pid\":" + server.pids.getLast());
            server.end();
        }
    }

    @Test
    void inADirectoryThatIsGoneNoProcessIsStarted() throws IOException {
        Path gone = Files.createDirectory(place.resolve("gone"));
        try (Generations server =
                new Generations(builder().through("sh", "-c", "cd \"$0\"; exec \"$@\"", gone.toString()))) {
            server.port();
            Files.delete(gone);
            Signals.send(server.pids.getLast(), Signal.USR2);
            assertThat(server.all.awaitLine("not restarted: ")).contains("its directory " + gone + " is gone");
            server.end();
        }
    }

    @Test
    void aSuccessorThatDiesOrIsWrongChangesNothingAndAnotherMayFollow() throws IOException {
        try (Generations server = serve();
                Visits visits = new Visits(server.port(), 2, 1)) {
            Signals.send(server.ask(), Signal.KILL);
            server.all.awaitLine("killed by KILL before it was ready");
            Path elsewhere = Files.move(site, place.resolve("elsewhere"));
            server.ask();
            server.all.awaitLine(
                    "not restarted: process ",
                    line -> line.contains("not restarted: process ") && line.contains(site + " cannot be served: "));
            Files.move(elsewhere, site);
            visits.awaitAnswers(SOME);
            server.restart();
            visits.awaitAnswers(SOME);
            assertThat(visits.firstFailure()).isNull();
            server.end();
        }
    }

    @Test
    void oneThatHangsIsKilledInTimeAndUntilThenNoOtherIsStarted() {
        try (Generations server = serve("--upgrade-timeout", "1s");
                Visits visits = new Visits(server.port(), 1, 1)) {
            Signals.send(server.ask(), Signal.STOP);
            Signals.send(server.pids.getFirst(), Signal.USR2);
            server.all.awaitLine("is about to take over");
            server.all.awaitLine("was not ready within 1000 ms, and was killed");
            Signals.send(server.ask(), Signal.KILL);
            server.all.awaitLine("killed by KILL before it was ready");
            visits.awaitAnswers(SOME);
            assertThat(visits.firstFailure()).isNull();
            server.end();
        }
    }

    @Test
    void theManagerHearsWhichProcessIsTheServiceNow() {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(place.resolve("notify"));
        try (Socket manager = Socket.openFor(address, SocketType.DATAGRAM)) {
            manager.bind(address);
            try (Generations server = new Generations(builder().environment("NOTIFY_SOCKET", address.toString()))) {
                List<String> heard = new ArrayList<>();
                ActivatedServersTest.hear(manager, heard, 1);
                server.restart();
                ActivatedServersTest.hear(manager, heard, 3);
                server.end();
                ActivatedServersTest.hear(manager, heard, 4);
                assertThat(heard)
                        .containsExactly("READY=1", "MAINPID=" + server.pids.getLast(), "READY=1", "STOPPING=1");
            }
        }
    }
}
