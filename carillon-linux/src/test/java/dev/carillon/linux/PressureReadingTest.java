package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.PressureReading.Averages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PressureReadingTest {
    @Test
    void bothLinesAreRead() {
        PressureReading reading = PressureReading.parse(List.of(
                "some avg10=1.50 avg60=0.20 avg300=0.03 total=1234567",
                "full avg10=0.75 avg60=0.10 avg300=0.01 total=7"));

        assertThat(reading.some()).isEqualTo(new Averages(1.5, 0.2, 0.03, Duration.ofNanos(1_234_567_000L)));
        assertThat(reading.full()).isEqualTo(new Averages(0.75, 0.1, 0.01, Duration.ofNanos(7_000)));
    }

    @Test
    void aFileMayHaveNoFullLine() {
        assertThat(PressureReading.parse(List.of("some avg10=0.00 avg60=0.00 avg300=0.00 total=0"))
                        .full())
                .isNull();
    }

    @Test
    void aFileThatIsNoPressureFileIsRefused() {
        assertThatThrownBy(() -> PressureReading.parse(List.of("hello")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a pressure file begins with a line \"some avg10=...\", not: [hello]");
        assertThatThrownBy(() -> PressureReading.parse(List.of("some avg10=0.00 total=0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("avg60=");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> PressureReading.of(Path.of("/proc/pressure/missing")))
                .isInstanceOf(LinuxException.class)
                .hasMessage("open(/proc/pressure/missing): ENOENT (No such file or directory)");
    }
}
