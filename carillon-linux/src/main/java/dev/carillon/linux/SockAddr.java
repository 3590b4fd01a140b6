package dev.carillon.linux;

import dev.carillon.linux.ffm.InetH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.UnH;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;

/**
 * Socket addresses between Java and the kernel: {@code sockaddr_in}, {@code sockaddr_in6} and {@code sockaddr_un}.
 *
 * <p>An abstract Unix name is a path that begins with {@code @}, as {@code ss(8)} writes it.
 */
final class SockAddr {
    /** Room for any address. */
    static final int SIZE = SocketH.SOCKADDR_STORAGE_SIZE;

    /** The longest path; the kernel wants one byte more, for the zero that ends it. */
    static final int MAX_PATH = UnH.SOCKADDR_UN_SIZE - UnH.SUN_PATH - 1;

    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int MAPPED_PREFIX = 10;

    private SockAddr() {}

    /** The family that an address belongs to. */
    static StandardProtocolFamily familyOf(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            return StandardProtocolFamily.UNIX;
        }
        return resolved(address) instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private static InetAddress resolved(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException("a socket address is an InetSocketAddress or a UnixDomainSocketAddress,"
                    + " not a " + address.getClass().getName());
        }
        if (inet.isUnresolved()) {
            throw new IllegalArgumentException("the name of " + address + " was not resolved");
        }
        return inet.getAddress();
    }

    /**
     * Writes an address for a socket of some family. IPv4 addresses go to IPv6 sockets too, as {@code ::ffff:a.b.c.d}.
     *
     * @return its length
     */
    static int put(long at, SocketAddress address, StandardProtocolFamily family) {
        StandardProtocolFamily own = familyOf(address);
        boolean mapped = own == StandardProtocolFamily.INET && family == StandardProtocolFamily.INET6;
        if (own != family && !mapped) {
            throw new IllegalArgumentException(
                    "a socket of family " + family + " takes no address of family " + own + ": " + address);
        }
        NativeMemory.clear(at, SIZE);
        if (address instanceof UnixDomainSocketAddress unix) {
            return putPath(at, unix);
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        return family == StandardProtocolFamily.INET ? putIpv4(at, inet) : putIpv6(at, inet, mapped);
    }

    private static int putIpv4(long at, InetSocketAddress address) {
        NativeMemory.putShort(at + InetH.SIN_FAMILY, (short) SocketH.AF_INET);
        putPort(at + InetH.SIN_PORT, address.getPort());
        NativeMemory.copy(address.getAddress().getAddress(), 0, at + InetH.SIN_ADDR, IPV4_LENGTH);
        return InetH.SOCKADDR_IN_SIZE;
    }

    private static int putIpv6(long at, InetSocketAddress address, boolean mapped) {
        NativeMemory.putShort(at + InetH.SIN6_FAMILY, (short) SocketH.AF_INET6);
        putPort(at + InetH.SIN6_PORT, address.getPort());
        InetAddress ip = address.getAddress();
        if (!mapped) {
            NativeMemory.copy(ip.getAddress(), 0, at + InetH.SIN6_ADDR, IPV6_LENGTH);
            NativeMemory.putInt(at + InetH.SIN6_SCOPE_ID, ((Inet6Address) ip).getScopeId());
        } else if (!ip.isAnyLocalAddress()) { // "any address" of IPv4 is "any address" of IPv6, not ::ffff:0.0.0.0
            NativeMemory.putShort(at + InetH.SIN6_ADDR + MAPPED_PREFIX, (short) -1);
            NativeMemory.copy(ip.getAddress(), 0, at + InetH.SIN6_ADDR + IPV6_LENGTH - IPV4_LENGTH, IPV4_LENGTH);
        }
        return InetH.SOCKADDR_IN6_SIZE;
    }

    private static int putPath(long at, UnixDomainSocketAddress address) {
        NativeMemory.putShort(at + UnH.SUN_FAMILY, (short) SocketH.AF_UNIX);
        byte[] name = address.getPath().toString().getBytes(StandardCharsets.UTF_8);
        if (name.length == 0) {
            return UnH.SUN_PATH;
        }
        boolean isAbstract = name[0] == '@';
        int length = isAbstract ? name.length - 1 : name.length;
        if (length > MAX_PATH) {
            throw new IllegalArgumentException(
                    "the name of a Unix socket has at most " + MAX_PATH + " bytes, and " + address + " has " + length);
        }
        if (isAbstract) { // begins with a zero byte, and its length says where it ends
            NativeMemory.copy(name, 1, at + UnH.SUN_PATH + 1, length);
            return UnH.SUN_PATH + 1 + length;
        }
        NativeMemory.copy(name, 0, at + UnH.SUN_PATH, length);
        return UnH.SUN_PATH + length + 1;
    }

    /** Network byte order. */
    private static void putPort(long at, int port) {
        NativeMemory.putByte(at, (byte) (port >> Byte.SIZE));
        NativeMemory.putByte(at + 1, (byte) port);
    }

    /** The bytes of an address, to be read later. */
    static byte[] raw(long at, int length) {
        byte[] bytes = new byte[Math.clamp(length, 0, SIZE)];
        NativeMemory.copy(at, bytes, 0, bytes.length);
        return bytes;
    }

    /** Reads an address that {@link #raw} has kept. */
    static SocketAddress get(byte[] raw) {
        try (Kernel kernel = Kernel.lease()) {
            NativeMemory.clear(kernel.scratch(), SIZE);
            NativeMemory.copy(raw, 0, kernel.scratch(), raw.length);
            return get(kernel.scratch(), raw.length);
        }
    }

    /** Reads an address as the kernel wrote it. Never throws: what a peer is called is the peer's choice. */
    static SocketAddress get(long at, int length) {
        if (length <= UnH.SUN_PATH) {
            return unixAddress("");
        }
        return switch (NativeMemory.getShort(at + SocketH.SS_FAMILY)) {
            case SocketH.AF_INET ->
                new InetSocketAddress(ip(at + InetH.SIN_ADDR, IPV4_LENGTH, 0), port(at + InetH.SIN_PORT));
            case SocketH.AF_INET6 ->
                new InetSocketAddress(
                        ip(at + InetH.SIN6_ADDR, IPV6_LENGTH, NativeMemory.getInt(at + InetH.SIN6_SCOPE_ID)),
                        port(at + InetH.SIN6_PORT));
            default -> unixAddress(path(at + UnH.SUN_PATH, length - UnH.SUN_PATH));
        };
    }

    private static int port(long at) {
        return Byte.toUnsignedInt(NativeMemory.getByte(at)) << Byte.SIZE
                | Byte.toUnsignedInt(NativeMemory.getByte(at + 1));
    }

    /** Of {@code ::ffff:a.b.c.d} Java makes the IPv4 address that it means. */
    private static InetAddress ip(long at, int length, int scope) {
        byte[] bytes = new byte[length];
        NativeMemory.copy(at, bytes, 0, length);
        try {
            return scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + length + " bytes is legal", e);
        }
    }

    private static String path(long at, int length) {
        if (NativeMemory.getByte(at) != 0) {
            return NativeMemory.string(at, length);
        }
        byte[] name = new byte[length];
        NativeMemory.copy(at, name, 0, length);
        // An abstract name may have zero bytes inside; a path can not. The kernel's own lists write them as @ too.
        return new String(name, StandardCharsets.UTF_8).replace('\0', '@');
    }

    private static UnixDomainSocketAddress unixAddress(String name) {
        try {
            return UnixDomainSocketAddress.of(name);
        } catch (InvalidPathException e) { // not to be expressed in the file system's character set
            return UnixDomainSocketAddress.of(name.replaceAll("[^\\x20-\\x7E]", "?"));
        }
    }
}
