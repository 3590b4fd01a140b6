package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private String before;

    @BeforeEach
    void forgetTheSeedOfThisRun() {
        before = System.clearProperty(Seeds.PROPERTY);
    }

    @AfterEach
    void restoreTheSeedOfThisRun() {
        if (before == null) {
            System.clearProperty(Seeds.PROPERTY);
        } else {
            System.setProperty(Seeds.PROPERTY, before);
        }
    }

    @Test
    void everyRoundHasAnotherSeed() {
        List<Long> seeds = new ArrayList<>();
        Seeds.forAll(50, seeds::add);
        assertThat(seeds).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void theSeedAskedForRunsOnce() {
        System.setProperty(Seeds.PROPERTY, "-42");
        List<Long> seeds = new ArrayList<>();
        Seeds.forAll(50, seeds::add);
        assertThat(seeds).containsExactly(-42L);
        assertThat(Seeds.seed()).isEqualTo(-42);
    }

    @Test
    void aFailureNamesTheSeedThatRepeatsIt() {
        IllegalStateException cause = new IllegalStateException("lost a byte");
        List<Long> seeds = new ArrayList<>();
        assertThatThrownBy(() -> Seeds.forAll(9, seed -> {
                    seeds.add(seed);
                    if (seeds.size() == 3) {
                        throw cause;
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasCause(cause)
                .hasMessage("round 3 of 9 fails; -Dcarillon.seed=" + seeds.get(2) + " repeats it: lost a byte");
        assertThat(seeds).as("nothing runs after the failure").hasSize(3);
    }

    @Test
    void aFailedAssertionNamesTheSeedToo() {
        assertThatThrownBy(() -> Seeds.forAll(1, seed -> assertThat(seed).isNull()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dcarillon.seed=");
    }

    @Test
    void refusesWhatIsNoSeedAndNoNumberOfRounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> Seeds.forAll(0, _ -> {}));
        System.setProperty(Seeds.PROPERTY, "tomorrow");
        assertThatIllegalArgumentException().isThrownBy(Seeds::seed).withMessageContaining("tomorrow");
    }
}
