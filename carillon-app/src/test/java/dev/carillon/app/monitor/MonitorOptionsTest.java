package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.SpanOfTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class MonitorOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "--only,'',there is no source \"\"",
        "--only,'timer,',there is no source \"\"",
        "--without,nothing,there is no source \"nothing\"",
        "--signals,'',there is no signal \"\"",
        "--signals,RTMIN+99,there is no signal \"RTMIN+99\"",
        "--signals,'USR1,STOP',cannot be received in this process: [STOP]",
        "--timer,0,must be longer than zero",
        "--generate,999999999h,longer than a year",
        "--stats,5,no span of time",
        "--idle,-1s,no span of time",
        "--for,1d,no span of time",
        "--poller,kqueue,epoll or poll or select or uring",
        "--watch,'',does not exist",
        "--watch,/does/not/exist,/does/not/exist does not exist"
    })
    void aBadValueIsOneLineThatNamesTheOption(String option, String value, String message) {
        MonitorCommand monitor = new MonitorCommand();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(monitor).name(monitor.name());
        monitor.describe(spec);
        CommandLine line = new CommandLine(spec);
        assertThatExceptionOfType(WrongUsage.class)
                .isThrownBy(() -> monitor.run(line.parseArgs(option, value)))
                .withMessageStartingWith(option + ": ")
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "3s,PT3S", "2m,PT2M", "1h,PT1H", "0,PT0S", "0ms,PT0S", "007s,PT7S"})
    void readsSpansOfTime(String text, Duration span) {
        assertThat(SpanOfTime.parse(text)).isEqualTo(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "1.5s", " 1s", "1S", "-1s", "1234567890ms", "٣s", "9000h"})
    void refusesWhatIsNoSpanOfTime(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpanOfTime.parse(text))
                .withMessageContaining("\"" + text + "\"");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        assertThat(MonitorCommand.styleFor(false, null, "xterm")).isEqualTo(TextEventWriter.Style.PLAIN);
        assertThat(MonitorCommand.styleFor(true, null, "xterm")).isEqualTo(TextEventWriter.Style.COLOURED);
        assertThat(MonitorCommand.styleFor(true, "", "xterm")).isEqualTo(TextEventWriter.Style.COLOURED);
        assertThat(MonitorCommand.styleFor(true, "1", "xterm")).isEqualTo(TextEventWriter.Style.TERMINAL);
        assertThat(MonitorCommand.styleFor(true, null, "dumb")).isEqualTo(TextEventWriter.Style.TERMINAL);
    }
}
