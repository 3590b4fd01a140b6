package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.linux.Clock;
import dev.carillon.loop.EventLoop;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceManagerTest {
    private static final long PID = 42;

    @TempDir
    private Path directory;

    private final LeakCheck leaks = LeakCheck.start();
    private final EventLoop loop = EventLoop.open("service");

    @AfterEach
    void nothingIsLeft() {
        loop.close();
        leaks.assertNothingLeft();
    }

    private UnixDomainSocketAddress address(boolean isAbstract) {
        return UnixDomainSocketAddress.of(
                isAbstract
                        ? "@carillon-notify-" + ProcessHandle.current().pid()
                        : directory.resolve("notify").toString());
    }

    private ServiceManager manager(UnixDomainSocketAddress address) {
        return ServiceManager.of(loop, Map.of("NOTIFY_SOCKET", address.getPath().toString()), PID);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachStateIsToldAtOnce(boolean isAbstract) {
        try (DatagramPeer systemd = new DatagramPeer(address(isAbstract))) {
            ServiceManager manager = manager(address(isAbstract));
            assertThat(manager.isPresent()).isTrue();
            manager.ready();
            manager.status("serves 3\nclients");
            manager.status("x".repeat(10_000));
            manager.mainPid(7);
            manager.extendTimeout(Duration.ofMillis(1_500));
            long before = Clock.MONOTONIC.now().toNanos() / 1_000;
            manager.reloading();
            long after = Clock.MONOTONIC.now().toNanos() / 1_000;
            manager.stopping();
            systemd.receive();
            String reloading = systemd.received.get(5);
            assertThat(reloading).startsWith("RELOADING=1\nMONOTONIC_USEC=");
            assertThat(Long.parseLong(reloading.substring(reloading.lastIndexOf('=') + 1)))
                    .isBetween(before, after);
            systemd.received.remove(5);
            assertThat(systemd.received)
                    .containsExactly(
                            "READY=1",
                            "STATUS=serves 3 clients",
                            "STATUS=" + "x".repeat(1_024),
                            "MAINPID=7",
                            "EXTEND_TIMEOUT_USEC=1500000",
                            "STOPPING=1");
        }
    }

    @Test
    void theWatchdogHearsTwiceInItsTimeFromTheLoop() {
        try (DatagramPeer systemd = new DatagramPeer(address(true))) {
            Map<String, String> environment = Map.of(
                    "NOTIFY_SOCKET",
                    address(true).getPath().toString(),
                    "WATCHDOG_USEC",
                    "10000",
                    "WATCHDOG_PID",
                    Long.toString(PID));
            ServiceManager manager = ServiceManager.of(loop, environment, PID);
            long began = System.nanoTime();
            Turns.until(loop, () -> systemd.receive() >= 5);
            assertThat(System.nanoTime() - began).as("never early").isGreaterThanOrEqualTo(25_000_000);
            assertThat(systemd.received).containsOnly("WATCHDOG=1");
            manager.close();
            assertThat(loop.sources()).noneMatch(source -> source.name().contains("watchdog"));
        }
    }

    @Test
    void whereNobodyWantsToKnowNothingIsDone() throws Exception {
        ServiceManager manager = ServiceManager.of(loop, Map.of("WATCHDOG_USEC", "1000"), PID);
        assertThat(manager.isPresent()).isFalse();
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            manager.ready();
            manager.status("unheard");
            manager.stopping();
            manager.close();
        });
        assertThat(kernel.calls("sendmmsg")).isZero();
    }

    @Test
    void aManagerThatIsGoneDisturbsNothing() {
        ServiceManager never = manager(address(false));
        assertThat(never.isPresent()).isFalse();
        never.ready();
        DatagramPeer systemd = new DatagramPeer(address(true));
        ServiceManager manager = manager(address(true));
        systemd.close();
        manager.ready();
        manager.stopping();
        Turns.some(loop, 3);
        manager.close();
        manager.close();
    }

    @Test
    void aManagerWhoseQueueIsFullHearsEverythingInOrderWhenItReads() throws IOException {
        String kernelQueue = Files.readString(Path.of("/proc/sys/net/unix/max_dgram_qlen"));
        int count = Integer.parseInt(kernelQueue.strip()) + 10; // of which at the most 16 may wait here
        try (DatagramPeer systemd = new DatagramPeer(address(true))) {
            ServiceManager manager = manager(address(true));
            List<String> told = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                manager.status("serves " + i);
                told.add("STATUS=serves " + i);
            }
            // Longer than a receiver that gives no sign of room is tried again.
            AtomicBoolean late = new AtomicBoolean();
            loop.timeout(() -> late.set(true)).schedule(Duration.ofMillis(200));
            Turns.until(loop, late::get);
            Turns.until(loop, () -> systemd.receive() == count);
            assertThat(systemd.received).isEqualTo(told);
        }
    }

    @Test
    void aWatchdogOfAnotherProcessIsNotOurs() {
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", "/run/notify", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "41");
        assertThat(ServiceEnvironment.parse(environment, PID).watchdog()).isZero();
        assertThat(ServiceEnvironment.parse(environment, 41).watchdog()).isEqualTo(Duration.ofSeconds(3));
        assertThat(ServiceEnvironment.parse(Map.of(), PID).address()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "vsock:2:1234, 1, 42, NOTIFY_SOCKET", "relative, 1, 42, NOTIFY_SOCKET", "@, 1, 42, NOTIFY_SOCKET",
        "/run/n, 0, 42, WATCHDOG_USEC", "/run/n, x, 42, WATCHDOG_USEC", "/run/n, 1, x, WATCHDOG_PID"
    })
    void refusesWhatMakesNoSense(String socket, String micros, String pid, String variable) {
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", micros, "WATCHDOG_PID", pid);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceEnvironment.parse(environment, PID))
                .withMessageContaining(variable);
    }

    @Test
    void refusesNoProcessAndNoTime() {
        ServiceManager manager = ServiceManager.of(loop, Map.of(), PID);
        assertThatIllegalArgumentException().isThrownBy(() -> manager.mainPid(0));
        assertThatIllegalArgumentException().isThrownBy(() -> manager.extendTimeout(Duration.ZERO));
    }
}
