package dev.carillon.linux.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A zeroed, 16-byte aligned block of memory outside the Java heap, and access to such memory by address.
 *
 * <p>A block lives as long as the object that holds it is reachable. It is never freed by hand, so an address can not
 * dangle, and no shared arena is ever closed (closing one stops every thread).
 *
 * <p>Access by address is not bounds-checked: only addresses of blocks that the caller keeps reachable may be used.
 */
public final class NativeMemory {
    private static final MemorySegment ALL = everything();
    private static final VarHandle INT = JAVA_INT.varHandle();

    private final MemorySegment segment;
    private final long address;

    private NativeMemory(MemorySegment segment) {
        this.segment = segment;
        this.address = segment.address();
    }

    /** Allocates a zeroed block. */
    public static NativeMemory allocate(long bytes) {
        return new NativeMemory(Arena.ofAuto().allocate(bytes, 16));
    }

    /**
     * As {@link #allocate}, from libc itself. {@code -XX:MaxDirectMemorySize} does not count it, so that a program which has
     * used that up can still make its system calls.
     */
    static NativeMemory fromLibc(long bytes) {
        return new NativeMemory(LibcMemory.allocate(bytes));
    }

    /** Where the block begins. */
    public long address() {
        return address;
    }

    /** How many bytes it has. */
    public long size() {
        return segment.byteSize();
    }

    MemorySegment segment() {
        return segment;
    }

    /** The address of a direct buffer's position. The caller keeps the buffer reachable during the call. */
    public static long addressOf(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer).address();
    }

    public static byte getByte(long address) {
        return ALL.get(JAVA_BYTE, address);
    }

    public static short getShort(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, address);
    }

    public static int getInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    public static long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    /** An int that the kernel writes meanwhile: what it wrote before that is there as well. */
    public static int getIntAcquire(long address) {
        return (int) INT.getAcquire(ALL, address);
    }

    /** An int that the kernel reads meanwhile: with it goes what was written before. */
    public static void putIntRelease(long address, int value) {
        INT.setRelease(ALL, address, value);
    }

    public static void putByte(long address, byte value) {
        ALL.set(JAVA_BYTE, address, value);
    }

    public static void putShort(long address, short value) {
        ALL.set(JAVA_SHORT_UNALIGNED, address, value);
    }

    public static void putInt(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    public static void putLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    /** Sets {@code bytes} bytes to zero. */
    public static void clear(long address, long bytes) {
        fill(address, bytes, (byte) 0);
    }

    /** Sets {@code bytes} bytes to a value. */
    public static void fill(long address, long bytes, byte value) {
        ALL.asSlice(address, bytes).fill(value);
    }

    /** Copies out of native memory. */
    public static void copy(long from, byte[] to, int offset, int length) {
        MemorySegment.copy(ALL, JAVA_BYTE, from, to, offset, length);
    }

    /** Copies into native memory. */
    public static void copy(byte[] from, int offset, long to, int length) {
        MemorySegment.copy(from, offset, ALL, JAVA_BYTE, to, length);
    }

    /** Copies within native memory. */
    public static void copy(long from, long to, long bytes) {
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }

    /** Copies what a buffer has between its position and there plus {@code length}; the position stays. */
    public static void copy(ByteBuffer from, long to, int length) {
        if (from.hasArray()) {
            copy(from.array(), from.arrayOffset() + from.position(), to, length);
        } else {
            MemorySegment.copy(MemorySegment.ofBuffer(from), 0, ALL, to, length);
        }
    }

    /** Copies to a buffer's position and behind it, which stays. */
    public static void copy(long from, ByteBuffer to, int length) {
        if (to.hasArray()) {
            copy(from, to.array(), to.arrayOffset() + to.position(), length);
        } else {
            MemorySegment.copy(ALL, from, MemorySegment.ofBuffer(to), 0, length);
        }
    }

    /**
     * Writes a string as C wants it: UTF-8, ended by a zero byte.
     *
     * @return how many bytes, with the zero
     */
    public static int putString(long address, String string) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        copy(bytes, 0, address, bytes.length);
        putByte(address + bytes.length, (byte) 0);
        return bytes.length + 1;
    }

    /** A block that holds the string as C wants it: UTF-8, ended by a zero byte. */
    public static NativeMemory cString(String string) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        NativeMemory block = allocate(bytes.length + 1L);
        copy(bytes, 0, block.address, bytes.length);
        return block;
    }

    /** The zero-terminated string at {@code address}, at the most {@code limit} bytes of it. */
    public static String string(long address, int limit) {
        int length = 0;
        while (length < limit && getByte(address + length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        copy(address, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Memory at an address, for as long as the program runs. */
    static MemorySegment at(long address, long bytes) {
        return ALL.asSlice(address, bytes);
    }

    @SuppressWarnings("restricted") // SAFETY: used only with addresses of blocks the caller keeps reachable
    private static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }
}
