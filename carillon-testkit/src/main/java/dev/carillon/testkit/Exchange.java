package dev.carillon.testkit;

import dev.carillon.linux.PathName;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;

/** Two files or directories that change places in one step, {@code RENAME_EXCHANGE} of {@code renameat2(2)}, which Java has not. */
public final class Exchange {
    private static final long RENAMEAT2 = "amd64".equals(System.getProperty("os.arch")) ? 316 : 276;
    private static final long CURRENT_DIRECTORY = -100;
    private static final long RENAME_EXCHANGE = 2;

    private Exchange() {}

    /**
     * Exchanges them.
     *
     * @param one a file or directory
     * @param other another, in the same file system
     * @throws IOException if the kernel refuses
     */
    public static void of(Path one, Path other) throws IOException {
        NativeMemory first = cString(one);
        NativeMemory second = cString(other);
        long result = Kernel.current()
                .call(
                        UnistdH.Processes.SYSCALL,
                        RENAMEAT2,
                        CURRENT_DIRECTORY,
                        first.address(),
                        CURRENT_DIRECTORY,
                        second.address(),
                        RENAME_EXCHANGE);
        Reference.reachabilityFence(first);
        Reference.reachabilityFence(second);
        if (result < 0) {
            throw new IOException("cannot exchange " + one + " and " + other + ": errno " + -result);
        }
    }

    private static NativeMemory cString(Path path) {
        byte[] bytes = PathName.of(path).bytes();
        NativeMemory block = NativeMemory.allocate(bytes.length + 1L);
        NativeMemory.copy(bytes, 0, block.address(), bytes.length);
        return block;
    }
}
