package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.SocketH.Messages;
import dev.carillon.linux.ffm.UnistdH;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Memory for some datagrams with their addresses, received or sent with one call: {@code recvmmsg(2)}, {@code
 * sendmmsg(2)}. Made once and used again and again, for any socket; receiving and sending allocate nothing. For one
 * thread at a time.
 *
 * <p>What was received keeps the sender's address, so an answer is written into the same datagram and sent.
 */
public final class DatagramBatch {
    /** The most datagrams one call takes. */
    public static final int MAX_DATAGRAMS = UnistdH.IOV_MAX;

    private final int capacity;
    private final int bytes;
    /** For each datagram: the mmsghdr, its iovec, its address, and the address that was decoded last. */
    private final NativeMemory memory;

    private final long vectors;
    private final long addresses;
    private final long decoded;
    private final ByteBuffer data;
    private final long dataAddress;
    private final ByteBuffer[] datagrams;
    private final @Nullable SocketAddress[] known;
    private final int[] knownLengths;

    private DatagramBatch(int capacity, int bytes) {
        this.capacity = capacity;
        this.bytes = bytes;
        memory = NativeMemory.allocate(
                (long) capacity * (Messages.MMSGHDR_SIZE + UnistdH.IOVEC_SIZE + 2 * SockAddr.SIZE));
        vectors = memory.address() + (long) capacity * Messages.MMSGHDR_SIZE;
        addresses = vectors + (long) capacity * UnistdH.IOVEC_SIZE;
        decoded = addresses + (long) capacity * SockAddr.SIZE;
        data = ByteBuffer.allocateDirect(capacity * bytes);
        dataAddress = NativeMemory.addressOf(data);
        datagrams = new ByteBuffer[capacity];
        known = new @Nullable SocketAddress[capacity];
        knownLengths = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            datagrams[i] = data.slice(i * bytes, bytes);
            NativeMemory.putLong(header(i) + Messages.MSGHDR_IOV, vector(i));
            NativeMemory.putLong(header(i) + Messages.MSGHDR_IOVLEN, 1);
        }
    }

    /**
     * Memory for a batch.
     *
     * @param datagrams how many, 1 to 1,024
     * @param bytes of each at the most, 1 or more; UDP carries 65,507 over IPv4
     * @return the batch, with empty addresses
     */
    public static DatagramBatch allocate(int datagrams, int bytes) {
        if (datagrams < 1 || datagrams > MAX_DATAGRAMS) {
            throw new IllegalArgumentException("a batch has 1 to " + MAX_DATAGRAMS + " datagrams, not " + datagrams);
        }
        if (bytes < 1 || (long) datagrams * bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("datagrams are of 1 byte or more and a batch of less than 2 GiB, not "
                    + datagrams + " of " + bytes + " bytes");
        }
        return new DatagramBatch(datagrams, bytes);
    }

    /**
     * How many datagrams there are room for.
     *
     * @return 1 to 1,024
     */
    public int capacity() {
        return capacity;
    }

    /**
     * Receives the datagrams that are there. What the batch had before is gone.
     *
     * @param socket a datagram socket
     * @return how many were received, at the most the capacity: they are datagrams 0 and on; 0 if there is none now
     * @throws LinuxException ECONNREFUSED if what was sent before found nobody; ENOBUFS, …
     */
    public int receive(Socket socket) {
        checkDatagrams(socket);
        for (int i = 0; i < capacity; i++) {
            long header = header(i);
            NativeMemory.putLong(header + Messages.MSGHDR_NAME, address(addresses, i));
            NativeMemory.putInt(header + Messages.MSGHDR_NAMELEN, SockAddr.SIZE);
            NativeMemory.putLong(vector(i) + UnistdH.IOV_BASE, dataAddress + (long) i * bytes);
            NativeMemory.putLong(vector(i) + UnistdH.IOV_LEN, bytes);
        }
        long result = Kernel.current()
                .retry(Messages.RECVMMSG, socket.number(), memory.address(), capacity, SocketH.MSG_DONTWAIT, 0, 0);
        int count = checked(result, "recvmmsg", socket);
        for (int i = 0; i < count; i++) {
            datagrams[i].clear().limit(NativeMemory.getInt(header(i) + Messages.MMSGHDR_LEN));
        }
        return count;
    }

    /**
     * Sends datagrams: of each what is between the position and the limit of its buffer, to its address. The buffers stay
     * as they are.
     *
     * @param socket a datagram socket; connected, if a datagram has no address
     * @param first the first to send, 0 or more
     * @param count how many, 1 or more
     * @return how many were sent, in order; 0 if there is no room now
     * @throws LinuxException if the first of them can not be sent: EMSGSIZE, EDESTADDRREQ if it has no address,
     *     ECONNREFUSED if what was sent before found nobody, EAFNOSUPPORT for an address of another family, …
     */
    public int send(Socket socket, int first, int count) {
        checkDatagrams(socket);
        Objects.checkFromIndexSize(first, count, capacity);
        if (count == 0) {
            throw new IllegalArgumentException("sendmmsg(" + socket + ") needs 1 datagram or more");
        }
        for (int i = first; i < first + count; i++) {
            ByteBuffer datagram = datagrams[i];
            NativeMemory.putLong(vector(i) + UnistdH.IOV_BASE, dataAddress + (long) i * bytes + datagram.position());
            NativeMemory.putLong(vector(i) + UnistdH.IOV_LEN, datagram.remaining());
        }
        long result = Kernel.current()
                .retry(
                        Messages.SENDMMSG,
                        socket.number(),
                        header(first),
                        count,
                        SocketH.MSG_DONTWAIT | SocketH.MSG_NOSIGNAL);
        Reference.reachabilityFence(this);
        return checked(result, "sendmmsg", socket);
    }

    private static void checkDatagrams(Socket socket) {
        if (socket.type() != SocketType.DATAGRAM) {
            throw new IllegalArgumentException("a batch is of datagrams, and " + socket + " is a stream");
        }
    }

    private static int checked(long result, String call, Socket socket) {
        if (result == -ErrnoH.EAGAIN) {
            return 0;
        }
        if (result < 0) {
            throw LinuxException.of(result, call + "(" + socket + ")");
        }
        return (int) result;
    }

    /**
     * The data of a datagram: as received, from position 0 to its length; or to be written, then flipped and sent. Always
     * the same buffer for an index; valid until the next {@link #receive}.
     *
     * @param index 0 to the capacity less 1
     * @return a direct buffer
     */
    public ByteBuffer datagram(int index) {
        return datagrams[checkIndex(index)];
    }

    /**
     * Whether a received datagram was longer than there was room: its rest is lost, {@code MSG_TRUNC}.
     *
     * @param index 0 to what {@link #receive} answered, less 1
     * @return true if the end is missing
     */
    public boolean isTruncated(int index) {
        return (NativeMemory.getInt(header(checkIndex(index)) + Messages.MSGHDR_FLAGS) & SocketH.MSG_TRUNC) != 0;
    }

    /**
     * Who sent a datagram, or where it goes. Allocates only when it is another address than this index had before.
     *
     * @param index 0 to the capacity less 1
     * @return the address; an empty Unix path if it has none
     */
    public SocketAddress address(int index) {
        long raw = address(addresses, checkIndex(index));
        long last = address(decoded, index);
        int length = NativeMemory.getInt(header(index) + Messages.MSGHDR_NAMELEN);
        SocketAddress address = known[index];
        if (address == null || length != knownLengths[index] || !isEqual(raw, last, length)) {
            address = SockAddr.get(raw, length);
            NativeMemory.copy(raw, last, length);
            known[index] = address;
            knownLengths[index] = length;
        }
        return address;
    }

    private static boolean isEqual(long one, long other, int length) {
        for (int i = 0; i < length; i++) {
            if (NativeMemory.getByte(one + i) != NativeMemory.getByte(other + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Says where a datagram goes. It stays so until the next {@link #receive}.
     *
     * @param index 0 to the capacity less 1
     * @param address of the family that the socket has; an IPv6 socket takes IPv4 addresses too
     */
    public void address(int index, SocketAddress address) {
        long raw = address(addresses, checkIndex(index));
        int length = SockAddr.put(raw, address, SockAddr.familyOf(address));
        NativeMemory.putLong(header(index) + Messages.MSGHDR_NAME, raw);
        NativeMemory.putInt(header(index) + Messages.MSGHDR_NAMELEN, length);
    }

    /**
     * Sends a datagram to whom the socket is connected to.
     *
     * @param index 0 to the capacity less 1
     */
    public void noAddress(int index) {
        NativeMemory.putLong(header(checkIndex(index)) + Messages.MSGHDR_NAME, 0);
        NativeMemory.putInt(header(index) + Messages.MSGHDR_NAMELEN, 0);
    }

    private int checkIndex(int index) {
        if (index < 0 || index >= capacity) {
            throw new IndexOutOfBoundsException("datagram " + index + " of a batch of " + capacity);
        }
        return index;
    }

    private long header(int index) {
        return memory.address() + (long) index * Messages.MMSGHDR_SIZE;
    }

    private long vector(int index) {
        return vectors + (long) index * UnistdH.IOVEC_SIZE;
    }

    private static long address(long from, int index) {
        return from + (long) index * SockAddr.SIZE;
    }
}
