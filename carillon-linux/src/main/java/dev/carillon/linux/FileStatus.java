package dev.carillon.linux;

import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.StatH;
import java.time.Instant;

/**
 * What {@code statx(2)} tells of a file.
 *
 * @param type what it is
 * @param inode its number within its file system
 * @param size bytes, of a regular file
 * @param modified when it was last written to; a program can set this to anything
 * @param changed when anything of it was changed last, its name included; no program can set this
 */
public record FileStatus(FileType type, long inode, long size, Instant modified, Instant changed) {
    /** From a {@code struct statx}. */
    static FileStatus read(long address) {
        return new FileStatus(
                FileType.ofMode(NativeMemory.getShort(address + StatH.STX_MODE)),
                NativeMemory.getLong(address + StatH.STX_INO),
                NativeMemory.getLong(address + StatH.STX_SIZE),
                instant(address + StatH.STX_MTIME),
                instant(address + StatH.STX_CTIME));
    }

    private static Instant instant(long address) {
        return Instant.ofEpochSecond(NativeMemory.getLong(address), NativeMemory.getInt(address + Long.BYTES));
    }
}
