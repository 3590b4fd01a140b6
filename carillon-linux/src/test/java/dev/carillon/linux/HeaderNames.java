package dev.carillon.linux;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What our constants are called in C. A constant is the macro or enumerator of the same name, unless it is listed here or
 * has the prefix of a struct: then {@code PREFIX_SIZE} is the struct's size and {@code PREFIX_X} the offset of its field.
 */
final class HeaderNames {
    /** A struct whose fields have a prefix here, and another in C. */
    private record Struct(String prefix, String type, String fieldPrefix) {}

    private static final List<Struct> STRUCTS = List.of(
            new Struct("DirentH.D_", "struct dirent64", "d_"),
            new Struct("EpollH.EVENT_", "struct epoll_event", ""),
            new Struct("InotifyH.EVENT_", "struct inotify_event", ""),
            new Struct("InetH.SIN_", "struct sockaddr_in", "sin_"),
            new Struct("InetH.SIN6_", "struct sockaddr_in6", "sin6_"),
            new Struct("IoUringH.PARAMS_", "struct io_uring_params", ""),
            new Struct("IoUringH.SQ_OFF_", "struct io_sqring_offsets", ""),
            new Struct("IoUringH.CQ_OFF_", "struct io_cqring_offsets", ""),
            new Struct("IoUringH.SQE_", "struct io_uring_sqe", ""),
            new Struct("IoUringH.CQE_", "struct io_uring_cqe", ""),
            new Struct("IoUringH.GETEVENTS_ARG_", "struct io_uring_getevents_arg", ""),
            new Struct("Openat2H.HOW_", "struct open_how", ""),
            new Struct("PidfdH.INFO_", "struct pidfd_info", ""),
            new Struct("PollH.POLLFD_", "struct pollfd", ""),
            new Struct("ResourceH.RLIM_", "struct rlimit", "rlim_"),
            new Struct("RtnetlinkH.NL_", "struct sockaddr_nl", "nl_"),
            new Struct("RtnetlinkH.NLMSG_", "struct nlmsghdr", "nlmsg_"),
            new Struct("RtnetlinkH.IFI_", "struct ifinfomsg", "ifi_"),
            new Struct("RtnetlinkH.RTA_", "struct rtattr", "rta_"),
            new Struct("SignalH.SSI_", "struct signalfd_siginfo", "ssi_"),
            new Struct("SocketH.SS_", "struct sockaddr_storage", "ss_"),
            new Struct("SocketH.L_", "struct linger", "l_"),
            new Struct("SocketH.UCRED_", "struct ucred", ""),
            new Struct("SocketH.Messages.MSGHDR_", "struct msghdr", "msg_"),
            new Struct("SocketH.Messages.MMSGHDR_", "struct mmsghdr", "msg_"),
            new Struct("SocketH.Messages.CMSGHDR_", "struct cmsghdr", "cmsg_"),
            new Struct("StatH.STX_", "struct statx", "stx_"),
            new Struct("TcpH.TCPI_", "struct tcp_info", "tcpi_"),
            new Struct("TermiosH.C_", "struct termios", "c_"),
            new Struct("TimeH.TV_", "struct timespec", "tv_"),
            new Struct("TimerfdH.IT_", "struct itimerspec", "it_"),
            new Struct("UnH.SUN_", "struct sockaddr_un", "sun_"),
            new Struct("UnistdH.IOV_", "struct iovec", "iov_"),
            new Struct("WaitH.SI_", "siginfo_t", "si_"));

    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            // Named as a struct's field is, and no such thing.
            Map.entry("ResourceH.RLIM_INFINITY", "RLIM_INFINITY"),
            Map.entry("UnistdH.IOV_MAX", "IOV_MAX"),
            Map.entry("StatH.STX_SIZE", "offsetof(struct statx, stx_size)"),
            // Sizes that are not called after a prefix.
            Map.entry("InetH.SOCKADDR_IN_SIZE", "sizeof(struct sockaddr_in)"),
            Map.entry("InetH.SOCKADDR_IN6_SIZE", "sizeof(struct sockaddr_in6)"),
            Map.entry("ResourceH.RLIMIT_SIZE", "sizeof(struct rlimit)"),
            Map.entry("RtnetlinkH.SOCKADDR_NL_SIZE", "sizeof(struct sockaddr_nl)"),
            Map.entry("SelectH.FD_SET_SIZE", "sizeof(fd_set)"),
            Map.entry("SignalH.Actions.SIGACTION_SIZE", "sizeof(struct sigaction)"),
            Map.entry("SignalH.SIGINFO_SIZE", "sizeof(struct signalfd_siginfo)"),
            Map.entry("SignalH.SIGSET_SIZE", "sizeof(sigset_t)"),
            Map.entry("SocketH.LINGER_SIZE", "sizeof(struct linger)"),
            Map.entry("SocketH.SOCKADDR_STORAGE_SIZE", "sizeof(struct sockaddr_storage)"),
            Map.entry("SpawnH.ACTIONS_SIZE", "sizeof(posix_spawn_file_actions_t)"),
            Map.entry("SpawnH.ATTR_SIZE", "sizeof(posix_spawnattr_t)"),
            Map.entry("StatH.STATX_SIZE", "sizeof(struct statx)"),
            Map.entry("TermiosH.TERMIOS_SIZE", "sizeof(struct termios)"),
            Map.entry("TimeH.TIMESPEC_SIZE", "sizeof(struct timespec)"),
            Map.entry("TimerfdH.ITIMERSPEC_SIZE", "sizeof(struct itimerspec)"),
            Map.entry("UnH.SOCKADDR_UN_SIZE", "sizeof(struct sockaddr_un)"),
            Map.entry("UnistdH.IOVEC_SIZE", "sizeof(struct iovec)"),
            Map.entry("WaitH.SIGINFO_SIZE", "sizeof(siginfo_t)"),
            // Their names would be those of a struct's fields.
            Map.entry("RtnetlinkH.TYPE_ERROR", "NLMSG_ERROR"),
            Map.entry("RtnetlinkH.TYPE_DONE", "NLMSG_DONE"),
            // The struct of the headers grows; we use its first size, which is part of the ioctl's number.
            Map.entry("PidfdH.INFO_SIZE", "PIDFD_INFO_SIZE_VER0"),
            Map.entry(
                    "PidfdH.PIDFD_GET_INFO",
                    "_IOC(_IOC_READ | _IOC_WRITE, PIDFS_IOCTL_MAGIC, 11, PIDFD_INFO_SIZE_VER0)"),
            Map.entry("TermiosH.POSIX_VDISABLE", "_POSIX_VDISABLE"),
            // In no header.
            Map.entry("SocketH.Messages.SCM_MAX_FD", "253"),
            Map.entry("TimeH.NANOS_PER_SECOND", "1000000000"));

    /** Newer than the headers of some distributions that we build on: by prefix, the macro that comes with them. */
    private static final Map<String, String> NEWER = Map.of(
            "PidfdH.INFO_", "PIDFD_INFO_SIZE_VER0",
            "PidfdH.PIDFD_GET_INFO", "PIDFD_INFO_SIZE_VER0",
            "PidfdH.PIDFD_SIGNAL_PROCESS_GROUP", "PIDFD_SIGNAL_PROCESS_GROUP",
            "PidfdH.PIDFD_INFO_PID", "PIDFD_INFO_PID",
            "PidfdH.PIDFD_INFO_CREDS", "PIDFD_INFO_CREDS",
            "PidfdH.PIDFD_INFO_CGROUPID", "PIDFD_INFO_CGROUPID",
            "PidfdH.PIDFD_INFO_EXIT", "PIDFD_INFO_EXIT",
            "IoUringH.IORING_FEAT_NO_IOWAIT", "IORING_FEAT_NO_IOWAIT",
            "IoUringH.IORING_ENTER_NO_IOWAIT", "IORING_ENTER_NO_IOWAIT");

    private static final String SYSTEM_CALL = "SYS_";

    private HeaderNames() {}

    /** The C expression that a constant is the value of. */
    static String expression(String constant) {
        String name = constant.substring(constant.lastIndexOf('.') + 1);
        if (name.startsWith(SYSTEM_CALL)) { // these are written small
            return SYSTEM_CALL + name.substring(SYSTEM_CALL.length()).toLowerCase(Locale.ROOT);
        }
        String listed = EXPRESSIONS.get(constant);
        return listed != null
                ? listed
                : STRUCTS.stream()
                        .filter(struct -> constant.startsWith(struct.prefix))
                        .findFirst()
                        .map(struct -> ofStruct(struct, constant.substring(struct.prefix.length())))
                        .orElse(name);
    }

    private static String ofStruct(Struct struct, String name) {
        return name.equals("SIZE")
                ? "sizeof(" + struct.type + ")"
                : "offsetof(" + struct.type + ", " + struct.fieldPrefix + name.toLowerCase(Locale.ROOT) + ")";
    }

    /** The macro that tells whether the headers are new enough for a constant; empty if any are. */
    static Optional<String> guard(String constant) {
        return NEWER.entrySet().stream()
                .filter(entry -> constant.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
