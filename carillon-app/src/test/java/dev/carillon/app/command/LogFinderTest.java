package dev.carillon.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What others report, in the lines of a command. */
class LogFinderTest {
    /** Reports as the modules below do. */
    static final class Reporting {
        private Reporting() {}

        static void main(String[] format) {
            if (format.length > 0) {
                picocli.CommandLine.Model.CommandSpec spec = picocli.CommandLine.Model.CommandSpec.create();
                Log.describe(spec);
                try {
                    Log.of(new picocli.CommandLine(spec).parseArgs("--log", format[0]));
                } catch (WrongUsage e) {
                    throw new IllegalStateException(e);
                }
            }
            System.Logger log = System.getLogger("dev.carillon.loop.Watchdog");
            log.log(System.Logger.Level.DEBUG, "unheard");
            log.log(System.Logger.Level.WARNING, "loop \"a\"\nis slow");
            log.log(System.Logger.Level.INFO, "{0} of {1}", 1, 2);
            log.log(System.Logger.Level.ERROR, "failed", new IllegalStateException("why"));
        }
    }

    private static List<String> lines(String... format) {
        try (ChildJvm jvm = ChildJvm.of(Reporting.class).arguments(format).start()) {
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
            return jvm.lines();
        }
    }

    @Test
    void whatTheModulesBelowReportIsALineOfTheLog() {
        List<String> lines = lines();
        assertThat(lines.get(0)).matches("2.*Z warning \\[\\d+] loop \"a\" is slow");
        assertThat(lines.get(1)).matches("2.*Z info \\[\\d+] 1 of 2");
        assertThat(lines.get(2)).matches("2.*Z error \\[\\d+] failed");
        assertThat(lines.get(3)).isEqualTo("java.lang.IllegalStateException: why");
        assertThat(lines.get(4)).contains("at ").contains("Reporting.main");
    }

    @Test
    void asJsonEachIsOneObjectWithItsTrace() {
        assertThat(lines("json"))
                .hasSize(3)
                .allMatch(line -> JsonLine.parse(line).containsKey("time"))
                .last()
                .asString()
                .contains("\"message\":\"failed\"", "\"trace\":\"java.lang.IllegalStateException: why\\n");
    }
}
