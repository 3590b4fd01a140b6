package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CarillonTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionIsThatOfTheModule() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("carillon \\d+\\.\\d+\\.\\d+\\S*\\R");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpSaysHowToUseIt() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: carillon");
    }

    @Test
    void wrongUsageIsOneErrorAndWhereToLook() {
        assertThat(run("--no-such-option")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("carillon: Unknown option: '--no-such-option'", "See 'carillon --help'.");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonesuch --help", "--help nonesuch", "echo nonesuch --help", "echo --nonesuch --help"})
    void askingForHelpExcusesNoWrongWord(String line) {
        assertThat(run(line.split(" ", -1))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("nonesuch");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(run("help")).isZero();
        assertThat(out.toString()).startsWith("Usage: carillon").containsPattern("(?m)^ +help +Shows how");
        String all = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench", "demo", "doctor", "echo", "help", "monitor", "relay", "serve"})
    void helpOfACommandIsWhatItsOptionShows(String command) {
        assertThat(run("help", command)).isZero();
        String byCommand = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).isEqualTo(byCommand).startsWith("Usage: carillon " + command);
    }

    @Test
    void helpForWhatIsNoCommandNamesThoseThatAre() {
        assertThat(run("help", "nonesuch")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("carillon: there is no command \"nonesuch\"; there are bench, ctl, demo, doctor, echo, help,"
                        + " monitor, relay, serve\n");
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("carillon: Missing command");
    }

    @Test
    void theBenchmarksAreNamedAndStartedElsewhere() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).containsPattern("(?m)^ +bench +Measures");
        assertThat(run("bench", "echo", "--quick")).isEqualTo(2);
        assertThat(err.toString()).startsWith("carillon: the benchmarks are started by ./carillon bench");
    }

    private int run(String... arguments) {
        CommandLine carillon = Carillon.commandLine(arguments);
        return carillon.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
