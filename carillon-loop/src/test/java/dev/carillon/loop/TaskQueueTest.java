package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.testkit.ScriptedKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The queue alone, step by step: when the eventfd is written, and what becomes of tasks that come while the loop ends. The
 * scripted kernel lets in at a write what another thread could do at that moment.
 */
@Timeout(60)
class TaskQueueTest {
    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);
    private final EventFd eventFd = EventFd.open();
    private final List<String> failed = new ArrayList<>();
    private final TaskQueue queue = new TaskQueue("queued", eventFd, () -> failed.add("wake-up"));
    private final Task first = new Task("first");
    private final Task second = new Task("second");

    private record Task(String name) implements Runnable {
        @Override
        public void run() {}
    }

    @AfterEach
    void close() {
        eventFd.close();
    }

    /** How often the loop was woken since the last look. */
    private long wakeUps() {
        return eventFd.read();
    }

    private void wakeInVain() throws Exception {
        kernel.failNext("write", Errno.ENOMEM).run(queue::wakeIfSleeping);
    }

    private static void assertRefused(Runnable offering) {
        assertThatThrownBy(offering::run)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("event loop \"queued\" has ended, or has 2^30 tasks waiting");
    }

    @Test
    void tasksComeOutInTheOrderInWhichTheyWereHandedIn() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isNull();
        queue.offer(first);
        queue.offer(second);
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.depth()).isEqualTo(2);
        assertThat(queue.poll()).isSameAs(first);
        assertThat(queue.poll()).isSameAs(second);
        assertThat(queue.depth()).isZero();
    }

    @Test
    void aLoopThatIsAwakeIsNotWoken() {
        queue.offer(first);
        assertThat(wakeUps()).isZero();
        queue.aboutToSleep();
        queue.awake();
        queue.offer(second);
        assertThat(wakeUps()).isZero();
    }

    @Test
    void aLoopThatIsAboutToSleepIsWokenByATaskAndOnceByMany() {
        queue.aboutToSleep();
        queue.offer(first);
        queue.offer(second);
        assertThat(wakeUps()).isEqualTo(1);
        queue.aboutToSleep();
        queue.offer(first);
        assertThat(wakeUps()).isEqualTo(1);
    }

    @Test
    void aWakeUpThatFailedIsMadeUpFor() throws Exception {
        queue.aboutToSleep();
        wakeInVain();
        assertThat(failed).hasSize(1);
        assertThat(wakeUps()).isZero();
        assertThat(queue.wakeAgain()).isTrue();
        assertThat(wakeUps()).isEqualTo(1);
    }

    @Test
    void aWakeUpThatFailsAgainIsToldAndMadeUpForLater() throws Exception {
        queue.aboutToSleep();
        wakeInVain();
        kernel.failNext("write", Errno.ENOMEM)
                .run(() -> assertThat(queue.wakeAgain()).isFalse());
        assertThat(failed).hasSize(2);
        assertThat(queue.wakeAgain()).isTrue();
        assertThat(wakeUps()).isEqualTo(1);
    }

    @Test
    void nothingIsMadeUpForWhereNoWakeUpFailed() {
        queue.aboutToSleep();
        assertThat(queue.wakeAgain()).isTrue();
        assertThat(wakeUps()).isZero();
    }

    @Test
    void whoWakesALoopThatHasClosedMeanwhileHearsNothingOfIt() {
        queue.aboutToSleep();
        eventFd.close();
        queue.wakeIfSleeping();
        assertThat(failed).isEmpty();
    }

    @Test
    void onceEndedItRefusesTasksAndHandsOutThoseThatWereInTime() {
        queue.offer(first);
        queue.end();
        assertRefused(() -> queue.offer(second));
        assertThat(queue.pollLast()).isSameAs(first);
        assertThat(queue.pollLast()).isNull();
    }

    @Test
    void aTaskThatTheEndOvertookIsRefusedAndNeverRunsAndTheOthersDo() throws Exception {
        queue.offer(first);
        queue.aboutToSleep();
        kernel.before("write", queue::end).run(() -> assertRefused(() -> queue.offer(second)));
        assertThat(queue.pollLast()).isSameAs(first);
        assertThat(queue.pollLast()).isNull();
    }

    @Test
    void aTaskThatRanInTheEndIsNotRefused() throws Exception {
        queue.offer(first);
        queue.aboutToSleep();
        List<Runnable> ran = new ArrayList<>();
        kernel.before("write", () -> {
                    queue.end();
                    ran.add(queue.pollLast());
                    ran.add(queue.pollLast());
                })
                .run(() -> queue.offer(second));
        assertThat(ran).containsExactly(first, second);
    }

    @Test
    void spinningSeesATaskAndGivesUpWithoutOne() {
        assertThat(queue.spinUntilNotEmpty()).isFalse();
        queue.offer(first);
        assertThat(queue.spinUntilNotEmpty()).isEqualTo(Runtime.getRuntime().availableProcessors() > 1);
    }
}
