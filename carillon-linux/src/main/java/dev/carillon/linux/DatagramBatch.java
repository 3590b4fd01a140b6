package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
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
 * <p>What was received keeps the sender's address, and with {@link SocketOption#PKTINFO} the one that was asked, so an answer is
 * written into the same datagram and sent.
 *
 * <p>Where the kernel has it ({@link KernelFeature#UDP_SEGMENT}, {@link KernelFeature#UDP_GRO}) a datagram here
 * may stand for several of one size on the wire, which saves their way through the network stack: {@link #segmentSize}.
 */
public final class DatagramBatch {
    /** The most datagrams one call takes. */
    public static final int MAX_DATAGRAMS = UnistdH.IOV_MAX;

    private static final int MAX_SEGMENT_SIZE = 0xFFFF;

    private final int capacity;
    private final int bytes;
    /** For each datagram: the mmsghdr, its iovec, its address, its control message; then the address written last. */
    private final NativeMemory memory;

    private final long vectors;
    private final long addresses;
    private final DatagramControls controls;
    private final long lastRaw;
    private final ByteBuffer data;
    private final long dataAddress;
    private final ByteBuffer[] datagrams;
    private final int[] segmentSizes;
    private @Nullable AddressCache known;
    private @Nullable SocketAddress last;
    private int lastLength;

    private DatagramBatch(int capacity, int bytes) {
        this.capacity = capacity;
        this.bytes = bytes;
        memory = NativeMemory.allocate(
                (long) capacity * (Messages.MMSGHDR_SIZE + UnistdH.IOVEC_SIZE + SockAddr.SIZE + DatagramControls.SIZE)
                        + SockAddr.SIZE);
        vectors = memory.address() + (long) capacity * Messages.MMSGHDR_SIZE;
        addresses = vectors + (long) capacity * UnistdH.IOVEC_SIZE;
        long control = addresses + (long) capacity * SockAddr.SIZE;
        controls = new DatagramControls(control);
        lastRaw = control + (long) capacity * DatagramControls.SIZE;
        data = ByteBuffer.allocateDirect(capacity * bytes);
        dataAddress = NativeMemory.addressOf(data);
        datagrams = new ByteBuffer[capacity];
        segmentSizes = new int[capacity];
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
     * The room for each datagram.
     *
     * @return bytes, 1 or more
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Receives the datagrams that are there. What the batch had before is gone.
     *
     * @param socket a datagram socket
     * @return how many were received, at the most the capacity: they are datagrams 0 and on; 0 if there is none now
     * @throws LinuxException ECONNREFUSED if what was sent before found nobody; ENOBUFS, …
     */
    public int receive(Socket socket) {
        return receive(socket, capacity);
    }

    /**
     * Receives some of the datagrams that are there. What the batch had before is gone.
     *
     * @param socket a datagram socket
     * @param most how many at the most, 1 to the capacity
     * @return how many were received: they are datagrams 0 and on; 0 if there is none now
     * @throws LinuxException ECONNREFUSED if what was sent before found nobody; ENOBUFS, …
     */
    public int receive(Socket socket, int most) {
        checkDatagrams(socket);
        if (most < 1 || most > capacity) {
            throw new IllegalArgumentException("a batch of " + capacity + " receives 1 to as many, not " + most);
        }
        for (int i = 0; i < most; i++) {
            long header = header(i);
            NativeMemory.putLong(header + Messages.MSGHDR_NAME, address(i, addresses));
            NativeMemory.putInt(header + Messages.MSGHDR_NAMELEN, SockAddr.SIZE);
            controls.prepare(header, i);
            NativeMemory.putLong(vector(i) + UnistdH.IOV_BASE, dataAddress + (long) i * bytes);
            NativeMemory.putLong(vector(i) + UnistdH.IOV_LEN, bytes);
        }
        long result = call(Messages.RECVMMSG, socket, memory.address(), most, SocketH.MSG_DONTWAIT | SocketH.MSG_TRUNC);
        int count = result < 0 ? 0 : (int) result;
        for (int i = 0; i < most; i++) {
            segmentSizes[i] = i < count ? controls.received(header(i), i) : 0;
            controls.write(header(i), i, 0); // what an answer from the same memory is sent with
        }
        for (int i = 0; i < count; i++) {
            datagrams[i].clear().limit(Math.min(length(i), bytes));
        }
        return checked(result, "recvmmsg", socket);
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
        long result =
                call(Messages.SENDMMSG, socket, header(first), count, SocketH.MSG_DONTWAIT | SocketH.MSG_NOSIGNAL);
        Reference.reachabilityFence(this);
        return checked(result, "sendmmsg", socket);
    }

    private static long call(CFunction function, Socket socket, long headers, int count, int flags) {
        int number = socket.enter();
        try (Kernel kernel = Kernel.lease()) {
            return kernel.retry(function, number, headers, count, flags);
        } finally {
            socket.leave();
        }
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
     * How long a received datagram was, also where there was room for its beginning only.
     *
     * @param index 0 to what {@link #receive} answered, less 1
     * @return bytes, 0 or more
     */
    public int length(int index) {
        return NativeMemory.getInt(header(checkIndex(index)) + Messages.MMSGHDR_LEN);
    }

    /**
     * How a datagram is, or is to be, cut into several on the wire: each of so many bytes, the last of what is left.
     * Received ones are of that kind only if {@link SocketOption#UDP_GRO} is set.
     *
     * @param index 0 to the capacity less 1
     * @return bytes; 0 for one that is a single datagram
     */
    public int segmentSize(int index) {
        return segmentSizes[checkIndex(index)];
    }

    /**
     * Has a datagram cut into several when it is sent, {@code UDP_SEGMENT} of {@code udp(7)}. It stays so until the next
     * {@link #receive}.
     *
     * @param index 0 to the capacity less 1
     * @param size bytes of each but the last, 1 to 65,535; the kernel wants them to fit into a packet of the network, and
     *     takes 64 at the most; 0 to send it as a single one
     */
    public void segmentSize(int index, int size) {
        if (size < 0 || size > MAX_SEGMENT_SIZE) {
            throw new IllegalArgumentException(
                    "a segment is of 0 (none) to " + MAX_SEGMENT_SIZE + " bytes, not " + size);
        }
        segmentSizes[checkIndex(index)] = size;
        controls.write(header(index), index, size);
    }

    /**
     * Who sent a datagram, or where it goes. The same object for the same address, as long as it is remembered: of a few
     * hundred senders in turn none is decoded again.
     *
     * @param index 0 to the capacity less 1
     * @return the address; an empty Unix path if it has none
     */
    public SocketAddress address(int index) {
        AddressCache cache = known;
        if (cache == null) {
            known = cache = new AddressCache();
        }
        int length = NativeMemory.getInt(header(checkIndex(index)) + Messages.MSGHDR_NAMELEN);
        return cache.get(address(index, addresses), length);
    }

    /**
     * Says where a datagram goes; from where, the kernel chooses. It stays so until the next {@link #receive}.
     *
     * @param index 0 to the capacity less 1
     * @param address of the family that the socket has; an IPv6 socket takes IPv4 addresses too
     */
    public void address(int index, SocketAddress address) {
        checkIndex(index);
        // By identity: addresses with different scopes are equal for Java.
        if (address != last) {
            lastLength = SockAddr.put(lastRaw, address, SockAddr.familyOf(address));
            last = address;
        }
        putAddress(index, lastRaw, lastLength);
        anyLocal(index);
    }

    private void anyLocal(int index) {
        controls.noLocal(index);
        controls.write(header(index), index, segmentSizes[index]);
    }

    /**
     * Sends a datagram where one of another batch came from, or goes to; and from the address that one was sent to, if that
     * is known ({@link SocketOption#PKTINFO}). Nothing is decoded for that.
     *
     * @param index 0 to the capacity less 1
     * @param batch whose datagram it is, may be this
     * @param other that datagram's index
     */
    public void address(int index, DatagramBatch batch, int other) {
        checkIndex(index);
        long header = batch.header(batch.checkIndex(other));
        int length = NativeMemory.getInt(header + Messages.MSGHDR_NAMELEN);
        if (length == 0) {
            noAddress(index);
        } else {
            putAddress(index, address(other, batch.addresses), length);
        }
        controls.local(index, batch.controls, other);
        controls.write(header(index), index, segmentSizes[index]);
        Reference.reachabilityFence(batch);
    }

    private void putAddress(int index, long from, int length) {
        long raw = address(index, addresses);
        NativeMemory.copy(from, raw, length);
        NativeMemory.putLong(header(index) + Messages.MSGHDR_NAME, raw);
        NativeMemory.putInt(header(index) + Messages.MSGHDR_NAMELEN, length);
    }

    /**
     * Whether two datagrams of this batch go to the same address, or both to whom the socket is connected to, and from the
     * same one.
     *
     * @param one 0 to the capacity less 1
     * @param other 0 to the capacity less 1
     * @return true if they do
     */
    public boolean isSameAddress(int one, int other) {
        int length = NativeMemory.getInt(header(checkIndex(one)) + Messages.MSGHDR_NAMELEN);
        return length == NativeMemory.getInt(header(checkIndex(other)) + Messages.MSGHDR_NAMELEN)
                && AddressCache.isEqual(address(one, addresses), address(other, addresses), length)
                && controls.isSameLocal(one, other);
    }

    /**
     * Sends a datagram to whom the socket is connected to.
     *
     * @param index 0 to the capacity less 1
     */
    public void noAddress(int index) {
        NativeMemory.putLong(header(checkIndex(index)) + Messages.MSGHDR_NAME, 0);
        NativeMemory.putInt(header(index) + Messages.MSGHDR_NAMELEN, 0);
        anyLocal(index);
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

    private static long address(int index, long from) {
        return from + (long) index * SockAddr.SIZE;
    }
}
