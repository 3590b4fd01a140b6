package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of docs/signals.md: the same for every command that runs until it is told to end. */
class ControlSignalsTest {
    private static final String ECHO = "echo --port 0";
    private static final String UDP = "echo --udp --port 0";
    private static final String RELAY = "relay :0 :1";
    private static final String SERVE = "serve . --port 0";
    private static final String MONITOR = "monitor --only signals --stats 0";
    private static final String SILENT_MONITOR = "monitor --only timer --timer 1h --stats 0";

    /**
     * Starts sys.argv[2:] at a terminal, waits for its first line in the file sys.argv[1], takes the terminal away, and
     * waits until nobody has the pipe any more that only it inherits.
     */
    private static final String TAKE_TERMINAL_AWAY = """
        import os, pty, signal, sys, time
        there, inherited = os.pipe()
        os.set_inheritable(inherited, True)
        pid, master = pty.fork()
        if pid == 0:
            os.execvp("sh", ["sh", "-c", sys.argv[2], sys.argv[1]] + sys.argv[3:])
        os.close(inherited)
        def await_line(part):
            while part not in open(sys.argv[1]).read():
                time.sleep(0.02)
        await_line("listening" if "monitor" not in sys.argv else "start")
        os.close(master)
        if "nohup" in sys.argv[2]:
            await_line("nothing to read again")
            print("lives on", flush=True)
            os.kill(pid, signal.SIGTERM)
        os.read(there, 1)
        status = os.waitpid(pid, 0)[1]
        print("exit", os.waitstatus_to_exitcode(status))
        """;

    /** As the launcher starts it. */
    private static ChildJvmBuilder carillon(String arguments) {
        return ChildJvm.of(Carillon.class)
                .arguments(arguments.split(" ", -1))
                .ignoring(Signal.HUP, Signal.INT, Signal.TERM)
                .blocking(Signal.HUP, Signal.INT, Signal.TERM, Signal.USR1);
    }

    private static void awaitStart(ChildJvm jvm) {
        jvm.awaitLine("the first line", line -> line.contains("listening on") || line.contains("  start  "));
    }

    /** A directory can be opened again; others have nothing to read. */
    private static void awaitReload(ChildJvm jvm, String arguments) {
        jvm.awaitLine(arguments.equals(SERVE) ? "reloaded: " : "nothing to read again");
    }

    @ParameterizedTest
    @ValueSource(strings = {ECHO, UDP, RELAY, SERVE, MONITOR, SILENT_MONITOR})
    void hangUpWithoutATerminalReadsAgainAndUserSignal1PrintsFigures(String arguments) {
        try (ChildJvm jvm = carillon(arguments).through("setsid").start()) {
            awaitStart(jvm);
            jvm.send(Signal.HUP);
            awaitReload(jvm, arguments);
            jvm.send(Signal.USR1);
            jvm.awaitLine("figures", line -> line.contains("received") || line.contains("  stats  "));
            jvm.send(Signal.INT);
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ECHO, UDP, RELAY, SERVE, MONITOR, SILENT_MONITOR})
    void theJvmsOwnDeliveryMeansTheSame(String arguments) {
        try (ChildJvm jvm = ChildJvm.of(Carillon.class)
                .arguments(arguments.split(" ", -1))
                .through("setsid")
                .start()) {
            awaitStart(jvm);
            jvm.send(Signal.HUP);
            awaitReload(jvm, arguments);
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ECHO, RELAY, MONITOR, SILENT_MONITOR})
    void aTerminalThatIsGoneEndsWhatRanInItsForeground(String arguments, @TempDir Path directory) throws IOException {
        assertThat(withoutTerminal(carillon(arguments), directory, "exec \"$@\" >$0"))
                .containsExactly("exit 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {ECHO, MONITOR})
    void theShellBetweenMakesNoDifference(String arguments, @TempDir Path directory) throws IOException {
        assertThat(withoutTerminal(carillon(arguments), directory, "\"$@\" >$0; true"))
                .containsExactly("exit -1"); // the shell's own, by HUP
    }

    @ParameterizedTest
    @ValueSource(strings = {ECHO, RELAY, MONITOR, SILENT_MONITOR})
    void whereHangUpWasIgnoredAtTheStartItNeverEnds(String arguments, @TempDir Path directory) throws IOException {
        ChildJvmBuilder carillon = carillon(arguments).options("-Dcarillon.ignored=HUP");
        assertThat(withoutTerminal(carillon, directory, "exec nohup \"$@\" >$0"))
                .containsExactly("lives on", "exit 0");
    }

    private static List<String> withoutTerminal(ChildJvmBuilder carillon, Path directory, String shell)
            throws IOException {
        Path output = Files.createFile(directory.resolve("output"));
        try (ChildJvm jvm = Pty.python(carillon, TAKE_TERMINAL_AWAY, output.toString(), shell)
                .start()) {
            jvm.awaitExit();
            return jvm.lines();
        }
    }

    @Test
    void aSecondSignalEndsAServerAtOnce() throws IOException {
        try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildJvm relay = carillon("relay :0 :" + target.getLocalPort() + " --drain 1h")
                        .start()) {
            String line = relay.awaitLine("listening on ");
            try (Socket client = new Socket(
                            InetAddress.getLoopbackAddress(),
                            Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
                    Socket server = target.accept()) {
                client.getOutputStream().write(1);
                assertThat(server.getInputStream().read()).isOne();
                relay.send(Signal.TERM);
                relay.awaitLine("a second signal ends it at once");
                relay.send(Signal.INT);
                assertThat(relay.awaitExit()).as(relay.lines().toString()).isZero();
            }
        }
    }

    @Test
    void whatIsIgnoredFromTheStartStaysSoWhereNothingTakesIt() {
        try (ChildJvm jvm =
                carillon("demo timer").options("-Dcarillon.ignored=HUP,INT").start()) {
            jvm.awaitLine("some output", line -> true);
            jvm.send(Signal.HUP);
            jvm.send(Signal.INT);
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
        }
    }

    @Test
    void aJvmThatKeepsTheSignalsForItselfIsOneLine() {
        try (ChildJvm jvm = ChildJvm.of(Carillon.class)
                .options("-Xrs")
                .arguments(ECHO.split(" ", -1))
                .start()) {
            assertThat(jvm.awaitExit()).isEqualTo(1);
            assertThat(jvm.lines())
                    .singleElement()
                    .asString()
                    .startsWith("carillon: ")
                    .contains("without -Xrs");
        }
    }
}
