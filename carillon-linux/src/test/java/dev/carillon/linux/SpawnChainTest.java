package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What posix_spawn(3) cannot do, by programs that become one another. */
class SpawnChainTest {
    private static final Spawn STATUS = Spawn.command("cat", "/proc/self/status");

    private static String status(Spawn spawn, String name) {
        return Expect.output(spawn)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1)
                .strip();
    }

    private static void assumeRoot() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root becomes somebody else");
    }

    @Test
    void anotherUserHasNoGroupsButThoseNamed() {
        assumeRoot();
        Spawn other = STATUS.user("65534", "65533");
        assertThat(status(other, "Uid")).isEqualTo("65534\t65534\t65534\t65534");
        assertThat(status(other, "Gid")).isEqualTo("65533\t65533\t65533\t65533");
        assertThat(status(other, "Groups")).isEmpty();
        assertThat(status(STATUS.user("nobody", "nogroup", List.of("12", "34")), "Groups"))
                .isEqualTo("12 34");
        assertThat(status(STATUS.user("nobody", "nogroup", List.of()), "Groups"))
                .isEmpty();
    }

    @Test
    void umaskLimitsAndNicenessAreTheChildsAlone() {
        ResourceLimit.Values files = new ResourceLimit.Values(17, 23);
        Spawn spawn = Spawn.command("sh", "-c", "umask; ulimit -S -n; ulimit -H -n; ulimit -S -c; nice")
                .umask(027)
                .limit(ResourceLimit.NOFILE, files)
                .limit(ResourceLimit.CORE, new ResourceLimit.Values(0, 0))
                .nice(7);
        assertThat(Expect.output(spawn)).isEqualTo("0027\n17\n23\n0\n7\n");
        assertThat(ResourceLimit.NOFILE.get()).isNotEqualTo(files);
        assertThat(Expect.output(Spawn.command("sh", "-c", "nice"))).isEqualTo("0\n");
    }

    @Test
    void anUnlimitedResourceIsSaidAsPrlimitHasIt() {
        assumeRoot();
        ResourceLimit.Values none = new ResourceLimit.Values(ResourceLimit.UNLIMITED, ResourceLimit.UNLIMITED);
        assertThat(Expect.output(Spawn.command("sh", "-c", "ulimit -c").limit(ResourceLimit.CORE, none)))
                .isEqualTo("unlimited\n");
    }

    @Test
    void aLowerNicenessIsGivenOrRefused() {
        assumeRoot();
        Spawn nicer = Spawn.command("sh", "-c", "nice").nice(-3);
        assertThat(Expect.output(nicer)).isEqualTo("-3\n");
        // nice(1) runs last here, in the shell of somebody who may not: it would go on as if nothing was.
        Spawn refused = nicer.pipeError().pipeOutput();
        List<String> words =
                new SpawnChain(null, null, null, -1, Map.of(), -3, null).around(List.of("sh", "-c", "nice"));
        List<String> unprivileged =
                new java.util.ArrayList<>(List.of("setpriv", "--reuid", "65534", "--clear-groups", "--inh-caps=-all"));
        unprivileged.addAll(words);
        try (Child child = Spawn.command(unprivileged).pipeError().pipeOutput().start()) {
            assertThat(Expect.textToEnd(child.output())).isEmpty();
            assertThat(Expect.textToEnd(child.error())).contains("nice: stays 0, a lower one needs CAP_SYS_NICE");
            assertThat(Expect.exit(child).code()).isEqualTo(126);
        }
        assertThat(refused.words()).containsExactly("sh", "-c", "nice");
    }

    @Test
    void throughTheWholeChainThePidStaysAndArgumentsAreAsTheyWere() {
        Spawn spawn = Spawn.command("sh", "-c", "printf '%s|' $$ \"$@\"", "sh", "a b", "", "$HOME", "*")
                .umask(022)
                .nice(1)
                .limit(ResourceLimit.NOFILE, new ResourceLimit.Values(64, 64))
                .deathSignal(Signal.KILL)
                .ownGroup()
                .emptyEnvironment()
                .pipeOutput();
        try (Child child = (isRoot() ? spawn.user("65534", "65534") : spawn).start()) {
            assertThat(Expect.textToEnd(child.output())).isEqualTo(child.pid() + "|a b||$HOME|*|");
            Expect.exit(child);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Test
    void aChildWithADeathSignalOutlivesTheThreadThatAskedForIt() throws InterruptedException {
        Child[] started = new Child[1];
        Thread thread = new Thread(() -> started[0] = Spawn.command("cat")
                .deathSignal(Signal.KILL)
                .pipeInput()
                .pipeOutput()
                .start());
        thread.start();
        thread.join();
        try (Child child = started[0]) {
            Expect.write(child.input(), "alive");
            assertThat(Expect.textUntil(child.output(), "alive")).isEqualTo("alive");
            child.input().close();
            assertThat(Expect.exit(child).isSuccess()).isTrue();
        }
    }

    /** In a JVM of its own: starts a child that dies with it, says its pid, and waits to be killed. */
    static final class MortalMain {
        private MortalMain() {}

        public static void main(String[] arguments) throws Exception {
            try (Child child = Spawn.command("sleep", "1000")
                    .deathSignal(Signal.TERM)
                    .devNull(1)
                    .start()) {
                while (!Files.readString(Path.of("/proc/" + child.pid() + "/comm"))
                        .equals("sleep\n")) {
                    Thread.onSpinWait();
                }
                System.out.println(child.pid());
                System.in.read();
            }
        }
    }

    @Test
    void aDeathSignalComesEvenWhenTheParentIsKilled() {
        Spawn mortal =
                Spawn.command(ChildJava.command(MortalMain.class)).pipeInput().pipeOutput();
        try (Child parent = mortal.start()) {
            int grandchild =
                    Integer.parseInt(Expect.textUntil(parent.output(), "\n").strip());
            try (PidFd pidFd = PidFd.open(grandchild)) {
                assertThat(Expect.eventsNow(pidFd, Epoll.IN)).as("it runs").isZero();
                parent.pidFd().sendSignal(Signal.KILL);
                assertThat(Expect.events(pidFd, Epoll.IN)).isNotZero();
            }
            Expect.exit(parent);
        }
    }

    @Test
    void aMissingProgramIsToldAsWithoutAChain() {
        assertThatThrownBy(() -> Spawn.command("no-such-program").umask(022).start())
                .isInstanceOf(LinuxException.class)
                .hasMessage("posix_spawnp(no-such-program): ENOENT (No such file or directory)");
    }

    /** In a JVM whose PATH leads nowhere. */
    static final class NoToolsMain {
        private NoToolsMain() {}

        public static void main(String[] arguments) {
            Spawn spawn = Spawn.command("/bin/true");
            tell(spawn, it -> it.user("nobody", "nogroup"));
            tell(spawn, it -> it.limit(ResourceLimit.CORE, new ResourceLimit.Values(0, 0)));
            tell(spawn, it -> it.nice(1));
            tell(spawn, it -> it.umask(022));
            tell(spawn, it -> it.deathSignal(Signal.TERM));
        }

        private static void tell(Spawn spawn, UnaryOperator<Spawn> with) {
            try {
                with.apply(spawn).start();
            } catch (UnsupportedOperationException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void aToolThatIsNotThereIsNamedBeforeAnythingStarts() {
        Spawn poor = Spawn.command(ChildJava.command(NoToolsMain.class)).environment("PATH", "/nowhere");
        assertThat(Expect.output(poor).lines())
                .containsExactly(
                        "a user for /bin/true needs setpriv(1), which is not along PATH: /nowhere",
                        "a resource limit for /bin/true needs prlimit(1), which is not along PATH: /nowhere",
                        "a niceness for /bin/true needs nice(1), which is not along PATH: /nowhere",
                        "a umask for /bin/true needs sh(1), which is not along PATH: /nowhere",
                        "a death signal for /bin/true needs setpriv(1), which is not along PATH: /nowhere");
    }

    @Test
    void whatMakesNoSenseIsRefusedAtOnce() {
        Spawn spawn = Spawn.command("true");
        assertThatThrownBy(() -> spawn.umask(01000)).hasMessage("a umask is 0 to 0777, not 01000");
        assertThatThrownBy(() -> spawn.nice(40)).hasMessage("what is added to a niceness is -39 to 39, not 40");
        assertThatThrownBy(() -> spawn.user("-x", "0"))
                .hasMessage("a user or a group is a name or a number, not \"-x\"");
        assertThatThrownBy(() -> spawn.user("0", "0", List.of("a,b")))
                .hasMessage("a user or a group is a name or a number, not \"a,b\"");
    }
}
