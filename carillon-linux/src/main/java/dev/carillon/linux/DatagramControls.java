package dev.carillon.linux;

import dev.carillon.linux.ffm.InetH;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH.Messages;
import dev.carillon.linux.ffm.UdpH;

/**
 * The control messages of a batch of datagrams, {@code cmsg(3)}: how each is cut into several, and which address of this
 * machine it was sent to, which is the one that its answer is to come from.
 */
final class DatagramControls {
    /** {@code struct in_pktinfo}: the interface, the address that an answer comes from, the header's destination. */
    private static final int PKTINFO_SIZE = 12;

    private static final int SPEC_DST = 4;
    private static final int IPV4 = 4;
    private static final int IPV6 = 6;
    /** {@code struct in6_pktinfo}: the address, the interface. */
    private static final int PKTINFO6_SIZE = 20;

    private static final int PKTINFO6_IFINDEX = 16;
    private static final int MAPPED_PREFIX = 0xFFFF0000; // bytes 8 to 11 of ::ffff:a.b.c.d, little-endian

    /** Room for what a datagram may have received: segments, and the address in both families. */
    private static final int ROOM = space(Integer.BYTES) + space(PKTINFO_SIZE) + space(PKTINFO6_SIZE);

    /** What is kept of the address: 4 or 6, 0 for none, and the message's content. */
    private static final int LOCAL = Long.BYTES + 24;

    /** Bytes for each datagram. */
    static final int SIZE = ROOM + LOCAL;

    private final long memory;

    /** @param memory SIZE bytes for each datagram, zero */
    DatagramControls(long memory) {
        this.memory = memory;
    }

    private static int space(int content) {
        return Messages.CMSGHDR_SIZE + aligned(content);
    }

    private static int aligned(int length) {
        return length + Long.BYTES - 1 & -Long.BYTES;
    }

    private long control(int index) {
        return memory + (long) index * SIZE;
    }

    private long local(int index) {
        return control(index) + ROOM;
    }

    /** Has the kernel write what it knows of a datagram. */
    void prepare(long header, int index) {
        NativeMemory.putLong(header + Messages.MSGHDR_CONTROL, control(index));
        NativeMemory.putLong(header + Messages.MSGHDR_CONTROLLEN, ROOM);
        noLocal(index);
    }

    /** Keeps what the kernel has written; answers the size of the segments, or 0. */
    int received(long header, int index) {
        int segment = 0;
        long end = control(index) + NativeMemory.getLong(header + Messages.MSGHDR_CONTROLLEN);
        long at = control(index);
        while (at + Messages.CMSGHDR_SIZE <= end) {
            long length = NativeMemory.getLong(at + Messages.CMSGHDR_LEN);
            if (length < Messages.CMSGHDR_SIZE) {
                break;
            }
            int level = NativeMemory.getInt(at + Messages.CMSGHDR_LEVEL);
            int type = NativeMemory.getInt(at + Messages.CMSGHDR_TYPE);
            long content = at + Messages.CMSGHDR_SIZE;
            if (level == UdpH.SOL_UDP && type == UdpH.UDP_GRO) {
                segment = NativeMemory.getInt(content);
            } else if (level == InetH.IPPROTO_IP && type == InetH.IP_PKTINFO) {
                keep(index, content);
            } else if (level == InetH.IPPROTO_IPV6 && type == InetH.IPV6_PKTINFO) {
                keep6(index, content);
            }
            at += aligned((int) length);
        }
        return segment;
    }

    /** Of what was sent to many the kernel names the interface's own address. */
    private void keep(int index, long content) {
        int address = NativeMemory.getInt(content + SPEC_DST);
        if (address == 0) {
            return;
        }
        long kept = begin(index, IPV4);
        NativeMemory.putInt(kept + SPEC_DST, address); // the interface is for routing to say
    }

    private void keep6(int index, long content) {
        int first = NativeMemory.getInt(content);
        boolean many = (first & 0xFF) == 0xFF; // nothing can come from there
        boolean mapped =
                NativeMemory.getLong(content) == 0 && NativeMemory.getInt(content + Long.BYTES) == MAPPED_PREFIX;
        if (many || mapped) {
            return; // what came over IPv4 has an IPv4 message too
        }
        long kept = begin(index, IPV6);
        NativeMemory.copy(content, kept, PKTINFO6_IFINDEX);
        boolean linkLocal = (first & 0xC0FF) == 0x80FE;
        NativeMemory.putInt(kept + PKTINFO6_IFINDEX, linkLocal ? NativeMemory.getInt(content + PKTINFO6_IFINDEX) : 0);
    }

    private long begin(int index, int family) {
        long local = local(index);
        NativeMemory.fill(local, LOCAL, (byte) 0);
        NativeMemory.putLong(local, family);
        return local + Long.BYTES;
    }

    void noLocal(int index) {
        NativeMemory.putLong(local(index), 0);
    }

    /** Has a datagram come from the address that another one was sent to. */
    void local(int index, DatagramControls other, int of) {
        NativeMemory.copy(other.local(of), local(index), LOCAL);
    }

    boolean isSameLocal(int one, int other) {
        long first = local(one);
        long second = local(other);
        if (NativeMemory.getLong(first) != NativeMemory.getLong(second)) {
            return false;
        }
        for (int at = Long.BYTES; NativeMemory.getLong(first) != 0 && at < LOCAL; at += Long.BYTES) {
            if (NativeMemory.getLong(first + at) != NativeMemory.getLong(second + at)) {
                return false;
            }
        }
        return true;
    }

    /** Writes what a datagram is sent with. */
    void write(long header, int index, int segment) {
        long at = control(index);
        if (segment > 0) {
            at = begin(at, UdpH.SOL_UDP, UdpH.UDP_SEGMENT, Short.BYTES);
            NativeMemory.putShort(at, (short) segment);
            at += aligned(Short.BYTES);
        }
        long family = NativeMemory.getLong(local(index));
        if (family != 0) {
            boolean ip = family == IPV4;
            int size = ip ? PKTINFO_SIZE : PKTINFO6_SIZE;
            at = begin(
                    at, ip ? InetH.IPPROTO_IP : InetH.IPPROTO_IPV6, ip ? InetH.IP_PKTINFO : InetH.IPV6_PKTINFO, size);
            NativeMemory.copy(local(index) + Long.BYTES, at, size);
            at += aligned(size);
        }
        long length = at - control(index);
        NativeMemory.putLong(header + Messages.MSGHDR_CONTROL, length == 0 ? 0 : control(index));
        NativeMemory.putLong(header + Messages.MSGHDR_CONTROLLEN, length);
    }

    /** Where the content of a message goes. */
    private static long begin(long at, int level, int type, int size) {
        NativeMemory.putLong(at + Messages.CMSGHDR_LEN, Messages.CMSGHDR_SIZE + size);
        NativeMemory.putInt(at + Messages.CMSGHDR_LEVEL, level);
        NativeMemory.putInt(at + Messages.CMSGHDR_TYPE, type);
        return at + Messages.CMSGHDR_SIZE;
    }
}
