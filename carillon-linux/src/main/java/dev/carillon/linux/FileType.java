package dev.carillon.linux;

import dev.carillon.linux.ffm.DirentH;
import dev.carillon.linux.ffm.StatH;

/** What a name in a directory stands for, {@code inode(7)}. */
public enum FileType {
    /** A regular file. */
    REGULAR(StatH.S_IFREG, DirentH.DT_REG),
    /** A directory. */
    DIRECTORY(StatH.S_IFDIR, DirentH.DT_DIR),
    /** A symbolic link. */
    LINK(StatH.S_IFLNK, DirentH.DT_LNK),
    /** A FIFO. */
    FIFO(StatH.S_IFIFO, DirentH.DT_FIFO),
    /** A socket of the Unix domain. */
    SOCKET(StatH.S_IFSOCK, DirentH.DT_SOCK),
    /** A character device. */
    CHARACTER_DEVICE(StatH.S_IFCHR, DirentH.DT_CHR),
    /** A block device. */
    BLOCK_DEVICE(StatH.S_IFBLK, DirentH.DT_BLK),
    /** The file system does not say in its directories; {@link Directory#status} does. */
    UNKNOWN(0, DirentH.DT_UNKNOWN);

    private final int mode;
    private final int entry;

    FileType(int mode, int entry) {
        this.mode = mode;
        this.entry = entry;
    }

    static FileType ofMode(int mode) {
        for (FileType type : values()) {
            if (type.mode == (mode & StatH.S_IFMT)) {
                return type;
            }
        }
        return UNKNOWN;
    }

    static FileType ofEntry(int entry) {
        for (FileType type : values()) {
            if (type.entry == entry) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
