package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Which zombies are orphans; a child that its owner has let go of stands for one. */
class OrphansTest {
    private static Child ended() {
        Child child = Spawn.command("sh", "-c", "exit 5").start();
        Poll poll = new Poll();
        poll.add(child.pidFd(), Epoll.IN);
        poll.await(-1);
        return child;
    }

    private static Optional<Zombie> found(int pid) {
        return Orphans.zombies().stream().filter(zombie -> zombie.pid() == pid).findFirst();
    }

    @Test
    void aZombieOfOursIsNoneUntilItIsLetGoAndIsReapedOnce() {
        Child child = ended();
        int pid = child.pid();
        assertThat(found(pid)).isEmpty();
        child.close();
        Zombie zombie = found(pid).orElseThrow();
        assertThat(zombie.name()).isEqualTo("sh");
        assertThat(Orphans.reap(zombie)).isEqualTo(new ExitStatus(5, null, false));
        assertThat(Orphans.reap(zombie)).isNull();
        assertThat(found(pid)).isEmpty();
    }

    @Test
    void aZombieIsNotTakenWhileOneMayBeJustStarted() {
        Child child = ended();
        child.close();
        Zombie zombie = found(child.pid()).orElseThrow();
        Child.starting();
        assertThat(Orphans.reap(zombie)).isNull();
        Child.started();
        assertThat(Orphans.reap(zombie)).isNotNull();
    }

    @Test
    void aZombieThatAThreadOfTheJdkWaitsForIsTheJdks() throws Exception {
        Child child = ended();
        int pid = child.pid();
        child.close();
        Zombie zombie = found(pid).orElseThrow();
        CountDownLatch end = new CountDownLatch(1);
        Thread reaper = Thread.ofPlatform()
                .name("process reaper (pid " + pid + ")")
                .start(() -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        assertThat(found(pid)).isEmpty();
        assertThat(Orphans.reap(zombie)).isNull();
        end.countDown();
        reaper.join();
        assertThat(Orphans.reap(zombie)).isNotNull();
    }

    @Test
    void theJdkNamesTheThreadThatWaitsForAChildSo() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        String name = "process reaper (pid " + process.pid() + ")";
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals(name))) {
            Thread.onSpinWait(); // it begins a moment after the process
        }
        process.getOutputStream().close();
        assertThat(process.waitFor()).isZero();
    }
}
