package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.Pipe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeakCheckTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    @Test
    void whatIsClosedIsNoLeak() {
        LeakCheck check = LeakCheck.start();
        EventFd.open().close();
        Pipe.open().close();
        assertThatCode(check::assertNothingLeft).doesNotThrowAnyException();
    }

    @Test
    void namesEachDescriptorThatIsLeft() {
        LeakCheck check = LeakCheck.start().within(SHORT);
        EventFd counter = EventFd.open();
        Pipe pipe = Pipe.open();
        assertThatThrownBy(check::assertNothingLeft)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("fd " + counter.number() + " -> anon_inode:[eventfd]")
                .hasMessageContaining("fd " + pipe.reader().number() + " -> pipe:[")
                .hasMessageContaining("fd " + pipe.writer().number() + " -> pipe:[");
        counter.close();
        pipe.close();
        check.close();
    }

    @Test
    void findsADescriptorThatTookTheNumberOfAnother() {
        EventFd before = EventFd.open();
        LeakCheck check = LeakCheck.start().within(SHORT);
        before.close();
        Pipe pipe = Pipe.open();
        assertThatThrownBy(check::assertNothingLeft).hasMessageContaining("pipe:[");
        pipe.close();
    }

    @Test
    void endsATryStatementWithTheLeakAndKeepsTheFirstFailure() {
        EventFd[] leaked = new EventFd[1];
        IllegalStateException first = new IllegalStateException("first");
        assertThatThrownBy(() -> {
                    try (var _ = LeakCheck.start().within(SHORT)) {
                        leaked[0] = EventFd.open();
                        throw first;
                    }
                })
                .isSameAs(first);
        assertThat(first.getSuppressed()).singleElement().isInstanceOf(AssertionError.class);
        leaked[0].close();
    }

    @Test
    void namesAThreadThatIsLeft() throws Exception {
        LeakCheck check = LeakCheck.start().within(SHORT);
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().daemon().name("forgotten").start(() -> awaitUninterruptibly(end));
        assertThatThrownBy(check::assertNothingLeft).hasMessageContaining("thread \"forgotten\" (");
        end.countDown();
        thread.join();
        check.assertNothingLeft();
    }

    @Test
    void waitsForAThreadThatIsAboutToEndAndForWhatItCloses() {
        LeakCheck check = LeakCheck.start();
        EventFd counter = EventFd.open();
        CountDownLatch checking = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Thread.ofPlatform().daemon().start(() -> {
            awaitUninterruptibly(checking);
            while (main.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait(); // until the check joins this thread
            }
            counter.close();
        });
        checking.countDown();
        check.close();
        assertThat(counter.isOpen()).isFalse();
    }

    @Test
    void leavesOutJarsAndWhatIsAllowed(@TempDir Path directory) throws IOException {
        Path jar = directory.resolve("some.jar");
        try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(jar))) {
            output.putNextEntry(new ZipEntry("entry"));
        }
        Path log = directory.resolve("access.log");
        LeakCheck check = LeakCheck.start().within(SHORT);
        try (JarFile opened = new JarFile(jar.toFile());
                OutputStream output = Files.newOutputStream(log)) {
            assertThat(opened.size()).isPositive();
            output.write(1);
            assertThatThrownBy(check::assertNothingLeft).hasMessageContaining(log.toString());
            check.allowing("access.log").assertNothingLeft();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
