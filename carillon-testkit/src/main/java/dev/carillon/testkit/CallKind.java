package dev.carillon.testkit;

import dev.carillon.linux.ffm.FcntlH;
import java.util.Map;
import java.util.Set;

/** What the man pages say about each call: which errors it can have, and where its length is passed. */
final class CallKind {
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final int RWF_NOWAIT = 8;

    private static final Set<String> WAITS = Set.of(
            "epoll_wait",
            "epoll_pwait",
            "epoll_pwait2",
            "poll",
            "ppoll",
            "select",
            "pselect",
            "nanosleep",
            "clock_nanosleep");

    private static final Set<String> READS =
            Set.of("read", "readv", "preadv2", "recv", "recvfrom", "recvmsg", "recvmmsg");

    private static final Set<String> WRITES =
            Set.of("write", "writev", "send", "sendto", "sendmsg", "sendmmsg", "sendfile");

    private static final Set<String> OTHERS_INTERRUPTIBLE =
            Set.of("accept", "accept4", "open", "openat", "openat2", "waitid", "wait4", "waitpid", "splice", "close");

    private static final Set<String> CREATORS = Set.of(
            "open",
            "openat",
            "openat2",
            "socket",
            "socketpair",
            "pipe",
            "pipe2",
            "accept",
            "accept4",
            "eventfd",
            "timerfd_create",
            "epoll_create1",
            "inotify_init1",
            "pidfd_open",
            "dup",
            "dup3",
            "memfd_create");

    /** Where the number of bytes stands in the arguments. */
    private static final Map<String, Integer> BYTES =
            Map.of("read", 2, "write", 2, "recv", 2, "send", 2, "recvfrom", 2, "sendto", 2, "sendfile", 3, "splice", 4);

    /** Where the number of iovecs or of messages stands in the arguments. */
    private static final Map<String, Integer> VECTORS = Map.of("readv", 2, "writev", 2, "preadv2", 2);

    private static final Map<String, Integer> MESSAGES = Map.of("recvmmsg", 2, "sendmmsg", 2);

    private static final Map<String, Integer> FLAGS = Map.of(
            "recv", 3, "send", 3, "recvfrom", 3, "sendto", 3, "recvmsg", 2, "sendmsg", 2, "recvmmsg", 3, "sendmmsg", 3);

    private CallKind() {}

    static boolean isInterruptible(String name) {
        return WAITS.contains(name)
                || READS.contains(name)
                || WRITES.contains(name)
                || OTHERS_INTERRUPTIBLE.contains(name);
    }

    static boolean isEpollWait(String name) {
        return name.startsWith("epoll_") && name.contains("wait");
    }

    static boolean reads(String name) {
        return READS.contains(name);
    }

    static boolean writes(String name) {
        return WRITES.contains(name);
    }

    static boolean accepts(String name) {
        return name.startsWith("accept");
    }

    static boolean createsDescriptor(Call call) {
        return switch (call.name()) {
            case "signalfd" -> call.fd() == -1;
            case "fcntl" -> call.b() == FcntlH.F_DUPFD || call.b() == FcntlH.F_DUPFD_CLOEXEC;
            default -> CREATORS.contains(call.name());
        };
    }

    /** Whether the call itself asks not to block, whatever the descriptor's flags are. */
    static boolean asksNotToBlock(Call call) {
        String name = call.name();
        if (name.equals("splice")) {
            return (call.f() & SPLICE_F_NONBLOCK) != 0;
        }
        if (name.equals("preadv2")) {
            return (call.e() & RWF_NOWAIT) != 0; // glibc passes the offset in one register
        }
        Integer flags = FLAGS.get(name);
        return flags != null && (call.argument(flags) & MSG_DONTWAIT) != 0;
    }

    static boolean hasLength(String name) {
        return BYTES.containsKey(name) || VECTORS.containsKey(name) || MESSAGES.containsKey(name);
    }

    /** The argument that says how many bytes to transfer, or -1. */
    static int bytesArgument(String name) {
        return BYTES.getOrDefault(name, -1);
    }

    /** The argument that says how many iovecs there are, or -1. */
    static int vectorsArgument(String name) {
        return VECTORS.getOrDefault(name, -1);
    }

    /** The argument that says how many messages there are, or -1. */
    static int messagesArgument(String name) {
        return MESSAGES.getOrDefault(name, -1);
    }

    /** Functions of pthreads and posix_spawn return the error's number; all others set errno and return -1. */
    static long failure(String name, int errno) {
        return name.startsWith("pthread_") || name.startsWith("posix_spawn") ? errno : -errno;
    }
}
