package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MonitorUsageTest {
    @ParameterizedTest
    @CsvSource({
        "--only,nothing,there is no source \"nothing\"",
        "--timer,soon,\"soon\" is no span of time",
        "--timer,0,must be longer than zero",
        "--signals,NOSUCH,there is no signal \"NOSUCH\"",
        "--signals,KILL,cannot be received",
        "--watch,/does/not/exist,/does/not/exist does not exist"
    })
    void wrongUsageIsOneClearLineAndExitCodeTwo(String option, String value, String message) {
        StringWriter err = new StringWriter();
        String[] arguments = {"monitor", option, value};
        CommandLine commandLine = Carillon.commandLine(arguments);
        commandLine.setErr(new PrintWriter(err));
        assertThat(commandLine.execute(arguments)).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElse("")).contains(message);
        assertThat(err.toString()).doesNotContain("\tat ");
    }
}
