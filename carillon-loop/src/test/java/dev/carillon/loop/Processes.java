package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.PidFd;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tests ask about processes. */
final class Processes {
    private static final long GENEROUS_NANOS = 20_000_000_000L;

    private Processes() {}

    /** Whether there is such a process, be it a zombie. */
    static boolean exists(long pid) {
        return Files.exists(Path.of("/proc/" + pid));
    }

    /** Waits until a process has ended, reaped or not. */
    static void awaitEnd(long pid) {
        try (PidFd pidFd = PidFd.openIfAlive(pid)) {
            if (pidFd == null) {
                return;
            }
            try (Epoll epoll = Epoll.open(1)) {
                epoll.add(pidFd, Epoll.IN, 0);
                assertThat(epoll.await(GENEROUS_NANOS)).as("end of %d", pid).isEqualTo(1);
            }
        }
    }

    /** Whether this kernel keeps the exit status of processes that were reaped, as Linux 6.15 does. */
    static boolean keepsStatus() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "read x").start();
        try (PidFd pidFd = PidFd.open(process.pid())) {
            process.getOutputStream().close();
            process.waitFor();
            var status = pidFd.canTellExit() ? pidFd.exitInfo() : null;
            return status != null && status.isKnown();
        }
    }
}
