package dev.carillon.linux;

import dev.carillon.linux.ffm.NativeMemory;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that were decoded before, by their raw bytes: a sender that comes again costs no allocation. Has room for a few
 * hundred senders, and forgets the longest known of those that share a place.
 */
final class AddressCache {
    private static final int SETS = 64;
    private static final int WAYS = 4;
    private static final int MULTIPLIER = 0x9E37_79B1;

    private final NativeMemory raw = NativeMemory.allocate((long) SETS * WAYS * SockAddr.SIZE);
    private final @Nullable SocketAddress[] known = new @Nullable SocketAddress[SETS * WAYS];
    private final int[] lengths = new int[SETS * WAYS];
    /** For each set, which of its places is the next to be used again. */
    private final byte[] next = new byte[SETS];

    /** The address that stands somewhere in memory. */
    SocketAddress get(long address, int length) {
        int set = hash(address, length) & (SETS - 1);
        int first = set * WAYS;
        for (int place = first; place < first + WAYS; place++) {
            SocketAddress candidate = known[place];
            if (candidate != null && lengths[place] == length && isEqual(address, rawAt(place), length)) {
                return candidate;
            }
        }
        SocketAddress decoded = SockAddr.get(address, length);
        int place = first + next[set];
        next[set] = (byte) ((next[set] + 1) % WAYS);
        NativeMemory.copy(address, rawAt(place), length);
        lengths[place] = length;
        known[place] = decoded;
        return decoded;
    }

    private long rawAt(int place) {
        return raw.address() + (long) place * SockAddr.SIZE;
    }

    private static int hash(long address, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ NativeMemory.getByte(address + i)) * MULTIPLIER;
        }
        return hash >>> (Integer.SIZE - Byte.SIZE);
    }

    /** Whether two addresses have the same bytes. */
    static boolean isEqual(long one, long other, int length) {
        for (int i = 0; i < length; i++) {
            if (NativeMemory.getByte(one + i) != NativeMemory.getByte(other + i)) {
                return false;
            }
        }
        return true;
    }
}
