package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ZombieTest {
    private static final String STAT =
            " 42 42 0 -1 4227084 98 0 0 0 0 0 0 0 20 0 1 0 8231 0 0 18446744073709551615 0 0 0 0 0 0 0 4096 0 0 0 0 17"
                    + " 1 0 0";

    private static Optional<Zombie> parsed(String stat, long parent) {
        return ProcStat.parse(stat)
                .filter(process -> process.isZombieOf(parent))
                .map(Zombie::of);
    }

    @Test
    void aChildThatHasEndedIsOneWhateverItsProgramIsCalled() {
        assertThat(parsed("4711 (a) Z 1 (b)) Z 1" + STAT, 1)).contains(new Zombie(4711, "a) Z 1 (b)", 8231));
    }

    @Test
    void whatRunsOrIsAnothersIsNone() {
        assertThat(parsed("4711 (sh) S 1" + STAT, 1)).isEmpty();
        assertThat(parsed("4711 (sh) Z 2" + STAT, 1)).isEmpty();
        assertThat(parsed("", 1)).isEmpty();
    }
}
