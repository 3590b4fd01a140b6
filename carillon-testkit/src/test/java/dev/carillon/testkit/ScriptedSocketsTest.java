package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults on sockets: a stream may be cut anywhere and may break, a datagram is whole. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScriptedSocketsTest {
    private static final long SOCKETPAIR = "amd64".equals(System.getProperty("os.arch")) ? 53 : 199;
    private static final int AF_UNIX = 1;
    private static final int STREAM = 1;
    private static final int DATAGRAM = 2;
    private static final int NONBLOCK_CLOEXEC = 0x80800;

    private static Pipe pair(int type) {
        NativeMemory numbers = NativeMemory.allocate(2 * Integer.BYTES);
        long result = Kernel.current()
                .call(UnistdH.Processes.SYSCALL, SOCKETPAIR, AF_UNIX, type | NONBLOCK_CLOEXEC, 0, numbers.address());
        assertThat(result).isZero();
        return new Pipe(
                StreamFd.adopt(NativeMemory.getInt(numbers.address()), "socket"),
                StreamFd.adopt(NativeMemory.getInt(numbers.address() + Integer.BYTES), "socket"));
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size);
    }

    @Test
    void aStreamIsCutAnywhereAndLosesNothing() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1).shortening(1);
        kernel.run(() -> {
            try (Pipe sockets = pair(STREAM)) {
                ByteBuffer from = direct(1_000);
                int writes = 0;
                for (; from.hasRemaining(); writes++) {
                    assertThat(sockets.writer().write(from)).isPositive();
                }
                assertThat(writes).isGreaterThan(1);
                assertThat(sockets.reader().available()).isEqualTo(1_000);
                ByteBuffer into = direct(1_000);
                int reads = 0;
                for (; into.hasRemaining(); reads++) {
                    assertThat(sockets.reader().read(into)).isPositive();
                }
                assertThat(reads).isGreaterThan(1);
            }
        });
    }

    @Test
    void aDatagramIsNeverCut() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(2).shortening(1);
        kernel.run(() -> {
            try (Pipe sockets = pair(DATAGRAM)) {
                for (int size = 2; size < 50; size++) {
                    assertThat(sockets.writer().write(direct(size))).isEqualTo(size);
                    assertThat(sockets.reader().read(direct(100))).isEqualTo(size);
                }
            }
        });
        assertThat(kernel.faults()).isZero();
    }

    @Test
    void aStreamThatBreaksStaysBroken() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(3);
        kernel.run(() -> {
            try (Pipe sockets = pair(STREAM)) {
                sockets.writer().write(direct(10));
                kernel.resetting(1);
                assertThatThrownBy(() -> sockets.reader().read(direct(10))).hasMessageContaining("ECONNRESET");
                kernel.calm();
                assertThat(sockets.reader().read(direct(10))).isEqualTo(StreamFd.END);
                assertThatThrownBy(() -> sockets.reader().write(direct(1))).hasMessageContaining("EPIPE");
                assertThat(sockets.writer().write(direct(1)))
                        .as("the other end has an inode of its own")
                        .isEqualTo(1);
            }
        });
    }

    @Test
    void aWriteFindsAResetInEitherWay() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(4).resetting(1);
        kernel.run(() -> {
            boolean[] seen = new boolean[2];
            for (int i = 0; i < 40; i++) {
                try (Pipe sockets = pair(STREAM)) {
                    sockets.writer().write(direct(1));
                } catch (LinuxException e) {
                    seen[e.errno() == Errno.EPIPE ? 0 : 1] = true;
                }
            }
            assertThat(seen).containsExactly(true, true);
        });
    }

    @Test
    void aDatagramSocketDoesNotBreak() throws Exception {
        ScriptedKernel.seeded(5).resetting(1).run(() -> {
            try (Pipe sockets = pair(DATAGRAM)) {
                assertThat(sockets.writer().write(direct(3))).isEqualTo(3);
                assertThat(sockets.reader().read(direct(3))).isEqualTo(3);
            }
        });
    }
}
