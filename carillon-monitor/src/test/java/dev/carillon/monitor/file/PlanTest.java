package dev.carillon.monitor.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In what two files differ. */
class PlanTest {
    @TempDir
    private Path directory;

    private MonitorSettings settings(String text) throws Exception {
        return MonitorFile.read(Files.writeString(directory.resolve("m.toml"), text));
    }

    @Test
    void itSaysWhatIsKeptChangedNewAndGone() throws Exception {
        MonitorSettings old = settings("""
            [source.a]
            timer.every = "1 s"
            [source.b]
            stdin = {}
            [source.c]
            timer.every = "1 s"
            """);
        MonitorSettings now = settings("""
            [monitor]
            metrics = ":0"
            report = { every = "1 h" }
            [source.d]
            timer.every = "1 s"
            [source.c]
            timer.every = "2 s"
            [source.b]
            stdin = {}
            """);
        Plan plan = Plan.between(old, now);
        assertThat(plan.text()).isEqualTo("""
            restart  monitor  metrics
            changed  monitor  report
            new      source   d
            changed  source   c
            kept     source   b
            gone     source   a
            1 kept, 2 changed, 1 new, 1 gone, 1 only by a restart\
            """);
        assertThat(plan.isSame()).isFalse();
        assertThat(Plan.between(now, now).isSame()).isTrue();
    }
}
