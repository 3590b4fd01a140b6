package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.FdInfo;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.OpenDescriptors;
import dev.carillon.linux.PressureReading;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalSetup;
import dev.carillon.linux.Signals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from {@code /proc} while it changes, and where no descriptor is left. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcFilesTest {
    /** Has no descriptor left, and tells what each question is answered with. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            // Loads the classes that the answers need, each from a file of its own here.
            tell(OpenDescriptors::list);
            tell(() -> PressureReading.of(Path.of("/proc/missing")));
            tell(() -> FdInfo.of(0));
            tell(Signals::blockedEverywhere);
            tell(SignalSetup::adopt);
            List<EventFd> all = new ArrayList<>();
            try {
                while (true) {
                    all.add(EventFd.open());
                }
            } catch (LinuxException e) {
                IO.println(e.errno() + " after some");
            }
            tell(Signals::blockedEverywhere);
            tell(SignalSetup::adopt);
            tell(OpenDescriptors::list);
            tell(() -> FdInfo.of(all.getFirst()));
            tell(() -> PressureReading.of(Path.of("/proc/pressure/cpu")));
        }

        private static void tell(Runnable question) {
            try {
                question.run();
                IO.println("answered");
            } catch (LinuxException e) {
                IO.println(e.getMessage());
            }
        }
    }

    @Test
    void whereNoDescriptorIsLeftTheErrorSaysSoAndWhatToDo() {
        String advice = ": EMFILE (Too many open files) - raise the limit of open files (ulimit -n), or close some";
        try (ChildJvm child =
                ChildJvm.of(Child.class).through("prlimit", "--nofile=40").start()) {
            assertThat(child.awaitExit()).as(child.lines().toString()).isZero();
            List<String> lines = child.lines();
            assertThat(lines.subList(6, lines.size()).stream()
                            .map(line -> line.replaceAll("fdinfo/\\d+", "fdinfo/N"))
                            .toList())
                    .as(lines.toString())
                    .containsExactly(
                            "open(/proc/self/task)" + advice,
                            "open(/proc/thread-self/status)" + advice,
                            "open(/proc/self/fd)" + advice,
                            "open(/proc/self/fdinfo/N)" + advice,
                            "open(/proc/pressure/cpu)" + advice);
        }
    }

    @ParameterizedTest
    @CsvSource({"open, ENOENT", "read, ESRCH", "open, ESRCH"})
    void aThreadThatEndsWhileItsFileIsReadDoesNotCount(String function, Errno errno) throws Exception {
        Set<Signal> blocked = Signals.blockedEverywhere();
        ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext(function, errno, 2);
        kernel.run(() -> assertThat(Signals.blockedEverywhere()).isEqualTo(blocked));
        assertThat(kernel.faults()).isEqualTo(2);
    }

    @Test
    void anyOtherErrorIsTold() throws Exception {
        ScriptedKernel.seeded(1)
                .failNext("read", Errno.EIO)
                .run(() -> assertThatThrownBy(Signals::blockedEverywhere)
                        .isInstanceOf(LinuxException.class)
                        .hasMessageMatching(
                                "read\\(/proc/self/task/\\d+/status \\d+\\): EIO \\(Input/output error\\)"));
    }

    @Test
    void manyThreadsThatEndAreNoError() throws Exception {
        Set<Signal> blocked = Signals.blockedEverywhere();
        List<Thread> threads = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 20; i++) {
                threads.add(Thread.ofPlatform().start(Thread::yield));
            }
            assertThat(Signals.blockedEverywhere()).containsAll(blocked);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void aDescriptorThatIsClosedWhileItsFileIsReadIsNotOpen() throws Exception {
        try (EventFd counter = EventFd.open()) {
            ScriptedKernel.seeded(1)
                    .failNext("read", Errno.ENOENT)
                    .run(() -> assertThatThrownBy(() -> FdInfo.of(counter)).isInstanceOf(NoSuchElementException.class));
        }
    }
}
