package dev.carillon.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The header with which a proxy begins a connection to say for whom it is: the PROXY protocol of HAProxy, version 2, the binary
 * one. Without I/O: it is fed what has come until it is complete. For one thread.
 *
 * <p>Only stream connections are taken, and headers up to {@link #LONGEST} bytes. A checksum is verified where there is one; of
 * the other additions only the one about TLS is looked at. What is malformed gets no answer: the connection is to be closed, as
 * the protocol wants it, since nobody can tell where a request would begin.
 */
public final class ProxyPreamble {
    /** The longest header that is taken, in bytes: addresses, and the additions proxies are known to send. */
    public static final int LONGEST = 4096;

    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final int FIXED = 16;
    private static final int VERSION_2_LOCAL = 0x20;
    private static final int VERSION_2_PROXY = 0x21;
    private static final int UNSPECIFIED = 0x00;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int UNIX_STREAM = 0x31;
    private static final int UNIX_ADDRESSES = 216;
    private static final int TYPE_CRC32C = 0x03;
    private static final int TYPE_SSL = 0x20;
    private static final int CLIENT_SSL = 0x01;

    private byte[] header = new byte[FIXED];
    private int length;
    private int wanted = FIXED;
    /** How many bytes of it are addresses that count. */
    private int addresses;

    private Progress progress = Progress.MORE;
    private @Nullable InetSocketAddress source;

    /** Null where nothing is said about TLS. */
    private @Nullable Boolean secure;

    /** How far it is. */
    public enum Progress {
        /** More bytes are needed. */
        MORE,
        /** It has been read; what stands behind it is the connection's own. */
        COMPLETE,
        /** It is none, or a wrong one. */
        MALFORMED
    }

    /** One of which nothing is read yet. */
    public ProxyPreamble() {}

    /**
     * Takes what has come.
     *
     * @param in from its position; left behind the header, or at its end if more is needed. Of what is malformed nobody can say
     *     how much was taken
     * @return how far it is. Malformed is told with the first byte that is wrong in the signature
     */
    public Progress read(ByteBuffer in) {
        while (progress == Progress.MORE && in.hasRemaining()) {
            int count = Math.min(wanted - length, in.remaining());
            in.get(header, length, count);
            length += count;
            progress = judge();
        }
        return progress;
    }

    private Progress judge() {
        int signed = Math.min(length, SIGNATURE.length);
        if (!Arrays.equals(header, 0, signed, SIGNATURE, 0, signed)) {
            return Progress.MALFORMED;
        }
        if (length < wanted) {
            return Progress.MORE;
        }
        if (wanted == FIXED) {
            wanted += unsignedShort(14);
            addresses = addressesLength(header[12] & 0xff, header[13] & 0xff);
            if (addresses < 0 || FIXED + addresses > wanted || wanted > LONGEST) {
                return Progress.MALFORMED;
            }
            header = Arrays.copyOf(header, wanted);
        }
        return length < wanted ? Progress.MORE : whole();
    }

    private Progress whole() {
        if (addresses == 0) {
            return Progress.COMPLETE; // what follows is in a format that is not ours to know
        }
        source = source(header[13] & 0xff);
        return readAdditions(FIXED + addresses) ? Progress.COMPLETE : Progress.MALFORMED;
    }

    /** How many bytes the addresses take; -1 if command or transport are not known. */
    private static int addressesLength(int command, int transport) {
        if (command == VERSION_2_LOCAL) {
            return 0; // whatever its transport says is to be ignored
        }
        return switch (command == VERSION_2_PROXY ? transport : -1) {
            case UNSPECIFIED -> 0;
            case TCP_OVER_IPV4 -> 2 * (4 + Short.BYTES);
            case TCP_OVER_IPV6 -> 2 * (16 + Short.BYTES);
            case UNIX_STREAM -> UNIX_ADDRESSES;
            default -> -1;
        };
    }

    private @Nullable InetSocketAddress source(int transport) {
        if (transport == UNIX_STREAM) {
            return null; // a path of the proxy's machine says nothing about a client
        }
        int bytes = transport == TCP_OVER_IPV4 ? 4 : 16;
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(header, FIXED, FIXED + bytes));
            return new InetSocketAddress(address, unsignedShort(FIXED + 2 * bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(bytes + " bytes are always an address", e);
        }
    }

    /** A type, a length in two bytes, and so many bytes, until the header is over. */
    private boolean readAdditions(int begin) {
        int at = begin;
        while (at < length) {
            int value = at + 3;
            if (value > length || value + unsignedShort(at + 1) > length) {
                return false;
            }
            int size = unsignedShort(at + 1);
            if (!readAddition(header[at], value, size)) {
                return false;
            }
            at = value + size;
        }
        return true;
    }

    private boolean readAddition(byte type, int value, int size) {
        if (type == TYPE_CRC32C) {
            return size == Integer.BYTES && hasChecksum(value);
        }
        if (type == TYPE_SSL) {
            secure = size > 0 && (header[value] & CLIENT_SSL) != 0;
            return size > 0;
        }
        return true;
    }

    /** It is taken of the whole header, with zeros in its own place. */
    private boolean hasChecksum(int value) {
        int told = unsignedShort(value) << Short.SIZE | unsignedShort(value + Short.BYTES);
        CRC32C checksum = new CRC32C();
        checksum.update(header, 0, value);
        checksum.update(new byte[Integer.BYTES]);
        checksum.update(header, value + Integer.BYTES, length - value - Integer.BYTES);
        return (int) checksum.getValue() == told;
    }

    private int unsignedShort(int at) {
        return (header[at] & 0xff) << Byte.SIZE | header[at + 1] & 0xff;
    }

    /**
     * Where a request of this connection comes from.
     *
     * @param connection the connection's other side, which it remains where the proxy names nobody: it asks for itself
     *     ({@code LOCAL}, as to see whether we are there), or the client has no address
     * @return the client as the proxy tells it, once complete
     * @throws IllegalStateException if it is not complete
     */
    public Origin origin(Origin connection) {
        if (progress != Progress.COMPLETE) {
            throw new IllegalStateException("a PROXY header tells nothing until it is complete, and it is " + progress);
        }
        InetSocketAddress told = source;
        return told == null ? connection : new Origin(told, secure == null ? connection.isSecure() : secure);
    }
}
