package dev.carillon.linux.ffm;

import org.jspecify.annotations.Nullable;

/** {@code <spawn.h>}. All its functions return the error's number and leave errno alone. */
public final class SpawnH {
    public static final CFunction SPAWNP = CFunction.returningInt("posix_spawnp");

    public static final CFunction ACTIONS_INIT = CFunction.returningInt("posix_spawn_file_actions_init");
    public static final CFunction ACTIONS_DESTROY = CFunction.returningInt("posix_spawn_file_actions_destroy");
    public static final CFunction ACTIONS_ADDDUP2 = CFunction.returningInt("posix_spawn_file_actions_adddup2");
    public static final CFunction ACTIONS_ADDCLOSE = CFunction.returningInt("posix_spawn_file_actions_addclose");
    public static final CFunction ACTIONS_ADDOPEN = CFunction.returningInt("posix_spawn_file_actions_addopen");

    /** Since glibc 2.34; null on an older one. */
    public static final @Nullable CFunction ACTIONS_ADDCLOSEFROM =
            CFunction.intOrNull("posix_spawn_file_actions_addclosefrom_np");

    /** Since glibc 2.29; null on an older one. */
    public static final @Nullable CFunction ACTIONS_ADDCHDIR =
            CFunction.intOrNull("posix_spawn_file_actions_addchdir_np");

    public static final CFunction ATTR_INIT = CFunction.returningInt("posix_spawnattr_init");
    public static final CFunction ATTR_DESTROY = CFunction.returningInt("posix_spawnattr_destroy");
    public static final CFunction ATTR_SETFLAGS = CFunction.returningInt("posix_spawnattr_setflags");
    public static final CFunction ATTR_SETSIGMASK = CFunction.returningInt("posix_spawnattr_setsigmask");
    public static final CFunction ATTR_SETSIGDEFAULT = CFunction.returningInt("posix_spawnattr_setsigdefault");
    public static final CFunction ATTR_SETPGROUP = CFunction.returningInt("posix_spawnattr_setpgroup");

    public static final int POSIX_SPAWN_SETPGROUP = 0x2;
    public static final int POSIX_SPAWN_SETSIGDEF = 0x4;
    public static final int POSIX_SPAWN_SETSIGMASK = 0x8;
    public static final int POSIX_SPAWN_SETSID = 0x80;

    /** {@code posix_spawn_file_actions_t}. */
    public static final int ACTIONS_SIZE = 80;

    /** {@code posix_spawnattr_t}. */
    public static final int ATTR_SIZE = 336;

    private SpawnH() {}
}
