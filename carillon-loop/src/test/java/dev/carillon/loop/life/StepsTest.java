package dev.carillon.loop.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every step is gone, and what the first that failed has thrown comes out at the end. */
class StepsTest {
    private final List<String> gone = new ArrayList<>();

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable error) throws X {
        throw (X) error;
    }

    private Runnable failing(String name, Throwable error) {
        return () -> {
            gone.add(name);
            StepsTest.<RuntimeException>sneak(error);
        };
    }

    @Test
    void withoutAFailureNothingIsThrown() {
        Steps steps = new Steps();
        steps.go(() -> gone.add("one"));
        steps.rethrow();
        assertThat(gone).containsExactly("one");
    }

    @Test
    void theFirstFailureIsThrownAndTheOthersAreItsCompany() {
        RuntimeException first = new IllegalStateException("first");
        Error second = new AssertionError("second");
        Steps steps = new Steps();
        steps.go(failing("one", first));
        steps.go(failing("two", second));
        steps.go(failing("three", first));
        steps.go(() -> gone.add("four"));
        assertThatThrownBy(steps::rethrow).isSameAs(first);
        assertThat(first.getSuppressed()).containsExactly(second);
        assertThat(gone).containsExactly("one", "two", "three", "four");
    }

    @Test
    void theStepsThatFollowAFailureAreItsCompany() {
        Error before = new StackOverflowError("before");
        RuntimeException after = new IllegalStateException("after");
        Steps steps = new Steps(before);
        steps.go(failing("one", after));
        assertThatThrownBy(steps::rethrow).isSameAs(before);
        assertThat(before.getSuppressed()).containsExactly(after);
    }

    @Test
    void whatTheCompilerWouldHaveRefusedIsWrapped() {
        IOException sneaked = new IOException("sneaked");
        Steps steps = new Steps();
        steps.go(failing("one", sneaked));
        assertThatThrownBy(steps::rethrow)
                .isInstanceOf(IllegalStateException.class)
                .hasCause(sneaked);
    }
}
