package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Signal;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that cannot be made leaves nothing behind, whoever refuses it. */
class RefusedSourceTest {
    private final EventLoop loop = Loops.open("test");
    private final LeakCheck leaks = LeakCheck.start();
    private final int before = loop.sources().size();

    @AfterEach
    void nothingIsLeft() {
        assertThat(loop.sources()).hasSize(before);
        leaks.assertNothingLeft();
        loop.close();
    }

    @Test
    void aNameThatIsNone() {
        assertThatThrownBy(() -> loop.counter(" ")).hasMessage("a source needs a name");
        assertThatThrownBy(() -> loop.signals("", Set.of(Signal.WINCH))).hasMessage("a source needs a name");
        loop.signals("claims it", Set.of(Signal.WINCH)).close();
    }

    @Test
    void aThreadThatIsNotTheLoops() throws Exception {
        List<Throwable> refused = new ArrayList<>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        loop.counter("counter");
                    } catch (IllegalStateException e) {
                        refused.add(e);
                    }
                })
                .join();
        assertThat(refused).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("belongs to thread"));
    }

    @Test
    void aKernelThatTakesNoMoreDescriptorsToWatch() throws Exception {
        Loops.assumeEpoll();
        Process process = new ProcessBuilder("cat").start();
        ScriptedKernel.seeded(1).failNext("epoll_ctl", Errno.ENOSPC, 2).run(() -> {
            assertThatThrownBy(() -> loop.signals("signals", Set.of(Signal.WINCH)))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("ENOSPC");
            assertThatThrownBy(() -> loop.child("child", process.toHandle(), (source, status) -> {}))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("ENOSPC");
        });
        loop.signals("claims it", Set.of(Signal.WINCH)).close();
        process.destroy();
        process.waitFor();
    }
}
