package dev.carillon.testkit;

import dev.carillon.linux.Errno;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.PidfdH;
import dev.carillon.linux.ffm.UnistdH;
import org.jspecify.annotations.Nullable;

/** A kernel that programs still meet, and what it answers to the calls of later ones: see {@link ScriptedKernel#as}. */
public enum LinuxVersion {
    /** Debian 11; the oldest that Carillon runs on. */
    V5_10(510),
    /** Ubuntu 22.04. */
    V5_15(515),
    /** Debian 12. */
    V6_1(601),
    /** Ubuntu 24.04. */
    V6_8(608),
    /** Debian 13. */
    V6_12(612);

    private static final int LONGEST_PATH = 4096;

    private final int number;

    LinuxVersion(int number) {
        this.number = number;
    }

    /** What this kernel answers to a call that a later one added; null for a call that it knows. */
    @Nullable
    Errno refusal(Call call) {
        return switch (call.name()) {
            case "epoll_pwait2" -> before(511, Errno.ENOSYS);
            case "preadv2" ->
                (call.e() & UnistdH.RWF_NOWAIT) != 0 && Target.of(call.fd()).isPipe()
                        ? before(604, Errno.EOPNOTSUPP)
                        : null;
            case "open" -> opensPressureFile(call) ? before(605, Errno.EPERM) : null;
            case "pidfd_send_signal" -> call.d() != 0 ? before(609, Errno.EINVAL) : null;
            case "ioctl" -> call.b() == PidfdH.PIDFD_GET_INFO ? before(613, Errno.ENOTTY) : null;
            default -> null;
        };
    }

    private @Nullable Errno before(int since, Errno errno) {
        return number < since ? errno : null;
    }

    /** For a trigger. Without privilege, that is; with it older kernels allow it too. */
    private static boolean opensPressureFile(Call call) {
        return (call.b() & FcntlH.O_RDWR) != 0
                && NativeMemory.string(call.a(), LONGEST_PATH).startsWith("/proc/pressure/");
    }
}
