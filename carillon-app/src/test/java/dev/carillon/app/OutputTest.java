package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of output that cannot be written. */
class OutputTest {
    /** Reads a line, lets what comes then fill the pipe, and ends with the writer. */
    private static final String STALLING = """
        import array, fcntl, select, sys, termios, time
        fcntl.fcntl(0, 1031, 8192) # F_SETPIPE_SZ: two pages, and with the second begun it is full
        print(open(0, 'rb', 0, closefd=False).readline().decode(), file=sys.stderr, flush=True)
        waiting = array.array('i', [0])
        while waiting[0] <= 4096:
            time.sleep(0.01)
            fcntl.ioctl(0, termios.FIONREAD, waiting)
        print('full', file=sys.stderr, flush=True)
        end = select.poll()
        end.register(0, 0)
        end.poll()
        """;

    private static ChildJvmBuilder inScript(String script, String arguments) {
        return ChildJvm.of(Carillon.class)
                .arguments(arguments.split(" ", -1))
                .ignoring(Signal.HUP, Signal.INT, Signal.TERM)
                .blocking(Signal.HUP, Signal.INT, Signal.TERM, Signal.USR1)
                .through("bash", "-c", script, "bash");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "help echo",
                "relay --help",
                "doctor",
                "doctor --json",
                "demo",
                "demo eventfd-threads",
                "monitor --for 1ms",
                "echo --port 0 --control none",
                "echo --udp --port 0 --control none",
                "relay :0 :1 --control none",
                "serve . --port 0 --control none"
            })
    void aFullDeviceIsOneLineAndExitCodeOne(String arguments) {
        try (ChildJvm jvm = inScript("exec \"$@\" >/dev/full", arguments).start()) {
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isEqualTo(1);
            assertThat(jvm.lines())
                    .singleElement()
                    .asString()
                    .startsWith("carillon: ")
                    .contains("No space left on device");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "demo"})
    void aClosedOutputIsOneLineAndExitCodeOne(String arguments) {
        try (ChildJvm jvm = inScript("exec \"$@\" >&-", arguments).start()) {
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isEqualTo(1);
            assertThat(jvm.lines()).containsExactly("carillon: standard output: Bad file descriptor");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "doctor", "demo eventfd-threads"})
    void aReaderThatHasEnoughIsNoFailure(String arguments) {
        try (ChildJvm jvm =
                inScript("\"$@\" | true; echo exit ${PIPESTATUS[0]}", arguments).start()) {
            assertThat(jvm.awaitExit()).isZero();
            assertThat(jvm.lines())
                    .singleElement()
                    .asString()
                    .matches(arguments.equals("doctor") ? "exit [01]" : "exit 0");
        }
    }

    @Test
    void aServerWhoseReaderIsGoneServesOnToItsOrderlyEnd() {
        try (ChildJvm jvm =
                inScript("exec \"$@\" > >(head -n 1 >&2)", "echo --port 0").start()) {
            jvm.awaitLine("listening on");
            jvm.send(Signal.USR1);
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
            assertThat(jvm.lines()).filteredOn(line -> !line.contains(" info ")).hasSize(1);
        }
    }

    @Test
    void aServerWhoseReaderStallsIsToldAndEndsAllTheSame() {
        try (ChildJvm jvm = inScript("exec \"$@\" > >(python3 -c \"$STALLING\")", "echo --port 0 --stats 1ms")
                .environment("STALLING", STALLING)
                .start()) {
            jvm.awaitLine("listening on");
            jvm.awaitLine("full");
            jvm.send(Signal.HUP);
            jvm.awaitLine("nothing to read again");
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
        }
    }
}
