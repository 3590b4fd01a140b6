package dev.carillon.net.tls;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at who else may read the file of a key. */
final class KeyFiles {
    private static final System.Logger LOG = System.getLogger(KeyFiles.class.getName());
    /** The group may read it: servers get their keys by theirs. */
    private static final Set<PosixFilePermission> TOO_MUCH = EnumSet.of(
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    /** Files with their modes, each told of once, though a key is loaded again and again. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private KeyFiles() {}

    /** Warns of a key that is not encrypted, in a file that is not its owner's secret. */
    static void check(Path file) {
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(file);
        } catch (IOException | UnsupportedOperationException e) {
            return; // it has been read already, from wherever that is
        }
        if (mode.stream().noneMatch(TOO_MUCH::contains)) {
            return;
        }
        String which = file.toAbsolutePath() + " (mode " + PosixFilePermissions.toString(mode) + ")";
        if (TOLD.add(which)) {
            LOG.log(
                    Level.WARNING,
                    "the key in {0} is no secret, others may read or change it: chmod 600 it, and make a new key",
                    which);
        }
    }
}
