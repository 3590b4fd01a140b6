package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An owner that looks as if it would never come back, so that who closes the loop ends it in its place; and comes back all the
 * same, as one does that runs out of stack on its way into {@link Runtime#exit}.
 */
@Timeout(60)
class TakenOverEndTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Thread> exits = new ArrayList<>();
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final EventLoop loop =
            EventLoop.open("led", Loops.OPTIONS.withErrorHandler((_, error) -> failures.add(error)));

    /** A thread that is where the test says. */
    private static final class Owner extends Thread {
        private volatile @Nullable StackTraceElement frame;
        private volatile @Nullable Throwable death;

        private Owner(Runnable body) {
            super(body, "owner");
            setUncaughtExceptionHandler((_, error) -> death = error);
        }

        private void isIn(String className, String method) {
            frame = new StackTraceElement(className, method, null, -1);
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            StackTraceElement where = frame;
            return where == null ? super.getStackTrace() : new StackTraceElement[] {where};
        }
    }

    @AfterEach
    void nobodyIsLeft() {
        mayReturn.countDown();
        loop.close();
    }

    private Owner inAHandler(Runnable leading) throws InterruptedException {
        loop.exit("exit", source -> exits.add(Thread.currentThread()));
        loop.counter("counter", (source, value) -> {
                    inside.countDown();
                    assertThat(mayReturn.await(40, TimeUnit.SECONDS)).isTrue();
                })
                .add(1);
        Owner owner = new Owner(leading);
        owner.start();
        inside.await();
        return owner;
    }

    private void assertEndedOnceByThisThread(Owner owner) throws InterruptedException {
        mayReturn.countDown();
        owner.join();
        assertThat(exits).containsExactly(Thread.currentThread());
        assertThat(owner.death).isNull();
        assertThat(failures).isEmpty();
    }

    @Test
    void anOwnerThatComesBackFromItsRunLeavesTheEndToWhoTookOver() throws Exception {
        Owner owner = inAHandler(loop::run);
        owner.isIn("java.lang.Runtime", "exit");
        assertThat(loop.close(Duration.ofSeconds(40))).isTrue();
        assertEndedOnceByThisThread(owner);
    }

    @Test
    void anOwnerThatComesBackFromItsTurnLeavesTheEndToWhoTookOver() throws Exception {
        Owner owner = inAHandler(() -> loop.turn(Duration.ofSeconds(40)));
        owner.isIn("java.lang.Runtime", "exit");
        assertThat(loop.close(Duration.ofSeconds(40))).isTrue();
        assertEndedOnceByThisThread(owner);
    }

    @Test
    void anOwnerThatIsElsewhereIsWaitedFor() throws Exception {
        Owner owner = inAHandler(loop::run);
        for (String[] place : new String[][] {{"java.lang.Runtime", "gc"}, {"dev.carillon.Door", "exit"}}) {
            owner.isIn(place[0], place[1]);
            assertThat(loop.close(Duration.ofMillis(1))).isFalse();
            assertThat(loop.lifecycle.owner()).isSameAs(owner);
        }
        mayReturn.countDown();
        owner.join();
        assertThat(exits).containsExactly(owner);
        assertThat(loop.close(Duration.ZERO)).isTrue();
    }
}
