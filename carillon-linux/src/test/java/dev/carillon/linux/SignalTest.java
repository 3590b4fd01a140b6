package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @Test
    void everySignalIsFoundByEachOfItsNames() {
        for (int number = 1; number <= 64; number++) {
            Signal signal = Signal.of(number);
            assertThat(signal.number()).isEqualTo(number);
            assertThat(Signal.parse(signal.name())).isSameAs(signal);
            assertThat(Signal.parse(signal.name().toLowerCase(Locale.ROOT))).isSameAs(signal);
            assertThat(Signal.parse("SIG" + signal.name())).isSameAs(signal);
            assertThat(Signal.parse(" " + number + "\n")).isSameAs(signal);
            assertThat(signal).hasToString(signal.name());
        }
    }

    @Test
    void everyStandardSignalIsAConstantOfItsName() throws ReflectiveOperationException {
        for (int number = 1; number <= 31; number++) {
            Signal signal = Signal.of(number);
            assertThat(Signal.class.getField(signal.name()).get(null)).isSameAs(signal);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HUP, 1",
        "INT, 2",
        "QUIT, 3",
        "KILL, 9",
        "USR1, 10",
        "SEGV, 11",
        "USR2, 12",
        "PIPE, 13",
        "ALRM, 14",
        "TERM, 15",
        "STKFLT, 16",
        "CHLD, 17",
        "CONT, 18",
        "STOP, 19",
        "TSTP, 20",
        "URG, 23",
        "VTALRM, 26",
        "WINCH, 28",
        "IO, 29",
        "PWR, 30",
        "SYS, 31"
    })
    void standardSignalsHaveTheNumbersOfTheManPage(String name, int number) {
        assertThat(Signal.parse(name).number()).isEqualTo(number);
        assertThat(Signal.parse(name).isRealTime()).isFalse();
    }

    @Test
    void theConstantsAreTheSignalsOfTheirNames() {
        assertThat(List.of(
                        Signal.HUP,
                        Signal.INT,
                        Signal.QUIT,
                        Signal.KILL,
                        Signal.USR1,
                        Signal.USR2,
                        Signal.TERM,
                        Signal.CHLD,
                        Signal.CONT,
                        Signal.STOP,
                        Signal.WINCH))
                .extracting(Signal::name)
                .containsExactly("HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM", "CHLD", "CONT", "STOP", "WINCH");
    }

    @Test
    void realTimeSignalsCountFromBothEnds() {
        int count = 64 - Signal.parse("RTMIN").number();
        for (int offset = 0; offset <= count; offset++) {
            Signal signal = Signal.realTime(offset);
            assertThat(signal.isRealTime()).isTrue();
            assertThat(Signal.parse("RTMIN+" + offset)).isSameAs(signal);
            assertThat(Signal.parse("SIGRTMIN+" + offset)).isSameAs(signal);
            assertThat(Signal.parse("rtmax-" + (count - offset))).isSameAs(signal);
        }
        assertThat(Signal.realTime(0).name()).isEqualTo("RTMIN");
        assertThat(Signal.realTime(3).name()).isEqualTo("RTMIN+3");
        assertThat(Signal.parse("RTMAX").number()).isEqualTo(64);
        assertThat(Signal.realTime(0).number()).as("glibc keeps two for itself").isEqualTo(34);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "SIG",
                "FOO",
                "SIGFOO",
                "0",
                "65",
                "-1",
                "+1",
                "1.5",
                "99999",
                "USR3",
                "SIGSIGHUP",
                "RTMIN-1",
                "RTMIN+31",
                "RTMIN+99999",
                "RTMAX+1",
                "RTMAX-31",
                "RTMAX-",
                "RTMIN+",
                "RTMIN+-1",
                "RTMIN+1x",
                "KILL 9"
            })
    void refusesWhatIsNoSignal(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signal.parse(text))
                .withMessageContaining("there is no signal");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesNumbersBeyondTheLast(int number) {
        assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(number));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 31, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesRealTimeSignalsBeyondTheLast(int offset) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signal.realTime(offset))
                .withMessageContaining("RTMIN+30");
    }

    @Test
    void masksHaveBitNumberLessOneAsTheKernelDoes() {
        assertThat(Signal.mask(List.of(Signal.HUP, Signal.TERM, Signal.of(64)))).isEqualTo(1L | 1L << 14 | 1L << 63);
        assertThat(Signal.mask(List.of())).isZero();
    }

    @Test
    void areOrderedByNumber() {
        assertThat(Signal.HUP).isLessThan(Signal.TERM);
        assertThat(Signal.realTime(0)).isGreaterThan(Signal.TERM);
    }
}
