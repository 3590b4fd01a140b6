package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.UnistdH;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A thread of a test: its result, and whether it sits in the kernel. The long limits only end a test that hangs. */
final class TestThread<T> {
    private static final long LIMIT_SECONDS = 60;

    private final CompletableFuture<Integer> tid = new CompletableFuture<>();
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Thread thread;

    private TestThread(Callable<T> body) {
        thread = Thread.ofPlatform().daemon().start(() -> {
            tid.complete((int) Kernel.invoke(UnistdH.Processes.GETTID));
            try {
                result.complete(body.call());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
    }

    static <T> TestThread<T> running(Callable<T> body) {
        return new TestThread<>(body);
    }

    /** Waits until the thread is blocked inside a system call on a descriptor, as {@code /proc} tells. */
    void awaitBlockedOn(int number) throws IOException {
        Path file = Path.of("/proc/self/task/" + tid.join() + "/syscall");
        String wanted = "0x" + Integer.toHexString(number);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            assertThat(result).as("the call was to block").isNotDone();
            String[] words = Files.readString(file).strip().split(" ", 3);
            if (words.length > 1 && words[1].equals(wanted)) {
                return;
            }
            assertThat(System.nanoTime())
                    .as("the thread never blocked on fd " + number)
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    boolean isDone() {
        return result.isDone();
    }

    /** The body's result; throws what it threw. */
    T join() throws Exception {
        try {
            T value = result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            thread.join();
            return value;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new AssertionError("the thread never ended: it is in state " + thread.getState(), e);
        }
    }
}
