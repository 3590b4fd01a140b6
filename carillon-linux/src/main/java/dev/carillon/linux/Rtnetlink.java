package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.RtnetlinkH;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.UnistdH;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the network links of this process's network namespace, {@code rtnetlink(7)}: they come, go, are switched on and
 * off, gain and lose their carrier. Non-blocking and close-on-exec; for one thread at a time. Takes no privilege.
 *
 * <p>Changes that follow one another fast are told one by one, unless more wait than the socket's buffer holds: then the kernel
 * drops what does not fit and says so ({@link LinkEvent.Kind#OVERFLOW}).
 */
public final class Rtnetlink extends Fd {
    /** What the kernel gives a reader at most at once. */
    private static final int BUFFER_SIZE = 32 * 1024;
    /** A message and an attribute begin at a multiple of it. */
    private static final int ALIGNMENT = 4;

    private final NativeMemory buffer = NativeMemory.allocate(BUFFER_SIZE);
    private int next;
    private int end;

    private Rtnetlink(int number) {
        super(number);
    }

    /**
     * A socket that hears of all changes from now on.
     *
     * @return the new socket
     * @throws LinuxException EMFILE or ENFILE; EAFNOSUPPORT or EPROTONOSUPPORT in a sandbox without netlink
     */
    public static Rtnetlink open() {
        long number = Kernel.invoke(
                SocketH.SOCKET,
                RtnetlinkH.AF_NETLINK,
                RtnetlinkH.SOCK_RAW | SocketH.SOCK_CLOEXEC | SocketH.SOCK_NONBLOCK,
                RtnetlinkH.NETLINK_ROUTE);
        Rtnetlink socket = new Rtnetlink(LinuxException.check(number, "socket(AF_NETLINK, NETLINK_ROUTE)"));
        try {
            socket.bind();
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    private void bind() {
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            long address = kernel.scratch();
            NativeMemory.clear(address, RtnetlinkH.SOCKADDR_NL_SIZE);
            NativeMemory.putShort(address + RtnetlinkH.NL_FAMILY, (short) RtnetlinkH.AF_NETLINK);
            NativeMemory.putInt(address + RtnetlinkH.NL_GROUPS, RtnetlinkH.RTMGRP_LINK);
            LinuxException.check(
                    kernel.call(SocketH.BIND, number, address, RtnetlinkH.SOCKADDR_NL_SIZE),
                    "bind(" + this + ", RTMGRP_LINK)");
        } finally {
            leave();
        }
    }

    /**
     * Has all links told that there are, {@link LinkEvent.Kind#PRESENT}, and {@link LinkEvent.Kind#LISTED} after them. Changes come
     * in between. One list at a time: the next may be asked for when that one is at its end.
     *
     * @throws LinuxException EBUSY if a list is under way; ENOBUFS
     */
    public void list() {
        int length = RtnetlinkH.NLMSG_SIZE + RtnetlinkH.IFI_SIZE;
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            long request = kernel.scratch();
            NativeMemory.clear(request, length);
            NativeMemory.putInt(request + RtnetlinkH.NLMSG_LEN, length);
            NativeMemory.putShort(request + RtnetlinkH.NLMSG_TYPE, (short) RtnetlinkH.RTM_GETLINK);
            NativeMemory.putShort(
                    request + RtnetlinkH.NLMSG_FLAGS, (short) (RtnetlinkH.NLM_F_REQUEST | RtnetlinkH.NLM_F_DUMP));
            result = kernel.retry(UnistdH.WRITE, number, request, length);
        } finally {
            leave();
        }
        LinuxException.check(result, "send(" + this + ", RTM_GETLINK)");
    }

    /**
     * The next event. The kernel is asked for up to 32 KiB of them at once.
     *
     * @return it, or null if none is waiting
     * @throws LinuxException if the kernel refuses, or has refused the list
     */
    public @Nullable LinkEvent read() {
        int number = enter(); // refuses a closed socket also while events wait in the buffer
        try {
            while (true) {
                if (next < end) {
                    LinkEvent event = take();
                    if (event != null) {
                        return event;
                    }
                } else if (!fill(number)) {
                    return null;
                } else if (end == 0) {
                    return LinkEvent.OVERFLOW;
                }
            }
        } finally {
            leave();
        }
    }

    /** False if nothing waits. Nothing is in the buffer after an overflow. */
    private boolean fill(int number) {
        try (Kernel kernel = Kernel.lease()) {
            long result = kernel.retry(UnistdH.READ, number, buffer.address(), BUFFER_SIZE);
            if (result == -ErrnoH.EAGAIN) {
                return false;
            }
            next = 0;
            end = result == -ErrnoH.ENOBUFS ? 0 : LinuxException.check(result, "read(" + this + ")");
            return true;
        }
    }

    /** The message at {@code next}, after which that is behind it; null if it tells nothing of links. */
    private @Nullable LinkEvent take() {
        long message = buffer.address() + next;
        int length = end - next < RtnetlinkH.NLMSG_SIZE ? 0 : NativeMemory.getInt(message + RtnetlinkH.NLMSG_LEN);
        if (length < RtnetlinkH.NLMSG_SIZE || length > end - next) {
            next = end;
            return LinkEvent.OVERFLOW; // it did not fit
        }
        next = Math.min(end, next + aligned(length));
        long body = message + RtnetlinkH.NLMSG_SIZE;
        int left = length - RtnetlinkH.NLMSG_SIZE;
        return switch (NativeMemory.getShort(message + RtnetlinkH.NLMSG_TYPE)) {
            case RtnetlinkH.RTM_NEWLINK -> event(LinkEvent.Kind.PRESENT, body, left);
            case RtnetlinkH.RTM_DELLINK -> event(LinkEvent.Kind.REMOVED, body, left);
            case RtnetlinkH.TYPE_DONE -> LinkEvent.LISTED;
            case RtnetlinkH.TYPE_ERROR ->
                throw LinuxException.of(NativeMemory.getInt(body), "RTM_GETLINK(" + this + ")");
            default -> null;
        };
    }

    /** What is of another family concerns a port of a bridge, not the link. */
    private static @Nullable LinkEvent event(LinkEvent.Kind kind, long info, int length) {
        if (length < RtnetlinkH.IFI_SIZE || NativeMemory.getByte(info + RtnetlinkH.IFI_FAMILY) != 0) {
            return null;
        }
        int flags = NativeMemory.getInt(info + RtnetlinkH.IFI_FLAGS);
        return new LinkEvent(
                kind,
                new NetworkLink(
                        NativeMemory.getInt(info + RtnetlinkH.IFI_INDEX),
                        name(info + RtnetlinkH.IFI_SIZE, length - RtnetlinkH.IFI_SIZE),
                        (flags & RtnetlinkH.IFF_UP) != 0,
                        (flags & RtnetlinkH.IFF_RUNNING) != 0));
    }

    private static String name(long attributes, int length) {
        int at = 0;
        while (length - at >= RtnetlinkH.RTA_SIZE) {
            int size = Short.toUnsignedInt(NativeMemory.getShort(attributes + at + RtnetlinkH.RTA_LEN));
            if (size < RtnetlinkH.RTA_SIZE || size > length - at) {
                break;
            }
            if (NativeMemory.getShort(attributes + at + RtnetlinkH.RTA_TYPE) == RtnetlinkH.IFLA_IFNAME) {
                return NativeMemory.string(attributes + at + RtnetlinkH.RTA_SIZE, size - RtnetlinkH.RTA_SIZE);
            }
            at += aligned(size);
        }
        return "";
    }

    private static int aligned(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    @Override
    public String kind() {
        return "netlink";
    }
}
