package dev.carillon.linux;

import dev.carillon.linux.ffm.NativeMemory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A path, or one name in it, as the kernel has it: bytes, none of them zero, with slashes between the names. They need be no
 * text at all, and in what encoding they are one is nobody knows; most are UTF-8.
 *
 * <p>A {@link Path} of the JDK holds the same bytes, but makes them from text, and text from them, by the encoding of the
 * locale. Where that cannot express a byte {@code Path.of} throws and {@code toString} is no longer the name.
 * {@link #of(Path)} and {@link #toPath} go from one to the other without loss in any locale.
 *
 * <p>Immutable. Two are equal if they have the same bytes.
 */
public final class PathName implements Comparable<PathName> {
    /** No name at all. */
    public static final PathName EMPTY = new PathName(new byte[0]);

    private static final Path ROOT = Path.of("/");
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final int BYTE = 0xFF;

    private final byte[] bytes;
    private int hash;

    private PathName(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A name by its bytes.
     *
     * @param bytes copied; none may be zero
     * @return the name
     */
    public static PathName of(byte[] bytes) {
        return ofOwn(bytes.clone());
    }

    /**
     * A name by its text.
     *
     * @param text becomes UTF-8, whatever the locale is
     * @return the name
     */
    public static PathName of(String text) {
        return ofOwn(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The bytes of a path.
     *
     * @param path one of the default file system; absolute or not
     * @return the same path
     */
    public static PathName of(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(path + " is no path of the kernel's: " + path.getFileSystem());
        }
        String text = path.toString();
        if (isAscii(text)) {
            return of(text); // in every encoding that Linux knows as a locale's; what a locale lacks is shown as U+FFFD
        }
        String escaped = ROOT.resolve(path).toUri().getRawPath(); // the one place where the JDK shows the bytes
        int from = path.isAbsolute() ? 0 : 1;
        int to = escaped.endsWith("/") ? escaped.length() - 1 : escaped.length(); // a directory gets a slash
        return ofOwn(unescaped(escaped.substring(from, to)));
    }

    private static PathName ofOwn(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                throw new IllegalArgumentException("a path has no zero byte: " + new PathName(bytes));
            }
        }
        return new PathName(bytes);
    }

    /** The zero-terminated name at an address, at the most {@code limit} bytes of it. */
    static PathName read(long address, int limit) {
        int length = 0;
        while (length < limit && NativeMemory.getByte(address + length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        NativeMemory.copy(address, bytes, 0, length);
        return new PathName(bytes);
    }

    /** Writes the bytes and a zero; {@link #length} + 1 bytes in all. */
    void put(long address) {
        NativeMemory.copy(bytes, 0, address, bytes.length);
        NativeMemory.putByte(address + bytes.length, (byte) 0);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || c >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static byte[] unescaped(String uri) {
        byte[] bytes = new byte[uri.length()];
        int length = 0;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) HexFormat.fromHexDigits(uri, i + 1, i + 3);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /**
     * The bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * How many bytes it has.
     *
     * @return 0 or more
     */
    public int length() {
        return bytes.length;
    }

    /**
     * Whether it has no bytes.
     *
     * @return true for {@link #EMPTY}
     */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /**
     * Whether it begins at the root.
     *
     * @return true if the first byte is a slash
     */
    public boolean isAbsolute() {
        return bytes.length > 0 && bytes[0] == '/';
    }

    /**
     * The path of something in this directory.
     *
     * @param name a name, or a path from here
     * @return both with a slash between them; the other alone if it is absolute or this is empty
     */
    public PathName resolve(PathName name) {
        if (isEmpty() || name.isAbsolute()) {
            return name;
        }
        return name.isEmpty() ? this : join(List.of(this, name));
    }

    /**
     * Names one below the other.
     *
     * @param names none empty; only the first may be absolute
     * @return them with a slash between each two; {@link #EMPTY} without any
     */
    public static PathName join(List<PathName> names) {
        int length = 0;
        for (PathName name : names) {
            length += name.bytes.length + 1;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (PathName name : names) {
            System.arraycopy(name.bytes, 0, joined, at, name.bytes.length);
            at += name.bytes.length;
            if (at > 0 && joined[at - 1] != '/') {
                joined[at++] = '/';
            }
        }
        boolean slash = at > 1 && joined[at - 1] == '/' && !names.getLast().endsWithSlash();
        return new PathName(Arrays.copyOf(joined, slash ? at - 1 : at));
    }

    boolean endsWithSlash() {
        return bytes.length > 0 && bytes[bytes.length - 1] == '/';
    }

    /**
     * The last name in it.
     *
     * @return what follows the last slash; all of it if there is none
     */
    public PathName fileName() {
        int start = bytes.length;
        while (start > 0 && bytes[start - 1] != '/') {
            start--;
        }
        return start == 0 ? this : new PathName(Arrays.copyOfRange(bytes, start, bytes.length));
    }

    /**
     * The directory that the last name is in.
     *
     * @return what stands before the last slash, or the slash if that is the first; {@link #EMPTY} if there is none
     */
    public PathName parent() {
        int end = bytes.length - fileName().length();
        return end <= 1 ? new PathName(Arrays.copyOf(bytes, end)) : new PathName(Arrays.copyOf(bytes, end - 1));
    }

    /**
     * The names in it.
     *
     * @return what stands between the slashes, in order; no empty ones
     */
    public List<PathName> names() {
        List<PathName> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i < bytes.length && bytes[i] != '/') {
                continue;
            }
            if (i > start) {
                names.add(new PathName(Arrays.copyOfRange(bytes, start, i)));
            }
            start = i + 1;
        }
        return names;
    }

    /**
     * Whether it is another path or below that.
     *
     * @param other whole names are compared: {@code a/bc} does not begin with {@code a/b}
     * @return true if all names of the other are the first of this
     */
    public boolean startsWith(PathName other) {
        int length = other.bytes.length;
        return length <= bytes.length
                && Arrays.equals(bytes, 0, length, other.bytes, 0, length)
                && (length == bytes.length || length == 0 || bytes[length] == '/' || other.endsWithSlash());
    }

    /**
     * The way here from a path that this begins with.
     *
     * @param other what {@link #startsWith} answers true for
     * @return the names that follow; {@link #EMPTY} for the path itself
     * @throws IllegalArgumentException if this does not begin with it
     */
    public PathName below(PathName other) {
        if (!startsWith(other)) {
            throw new IllegalArgumentException(this + " is not below " + other);
        }
        int start = other.bytes.length;
        while (start < bytes.length && bytes[start] == '/' && start > 0) {
            start++;
        }
        return new PathName(Arrays.copyOfRange(bytes, start, bytes.length));
    }

    /**
     * As a path of the JDK with the same bytes, also where the locale has no letters for them.
     *
     * @return a path of the default file system
     */
    public Path toPath() {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (isAscii(text)) {
            return Path.of(text);
        }
        StringBuilder escaped = new StringBuilder("file://").append(isAbsolute() ? "" : "/");
        for (byte b : bytes) {
            if (isUnreserved(b)) {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(HEX[(b & BYTE) >> 4]).append(HEX[b & 0xF]);
            }
        }
        Path path = Path.of(URI.create(escaped.toString()));
        return isAbsolute() ? path : ROOT.relativize(path);
    }

    private static boolean isUnreserved(byte b) {
        return b == '/' || (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    /**
     * The order of the bytes, unsigned.
     *
     * @param other another path
     * @return less than, equal to or more than zero
     */
    @Override
    public int compareTo(PathName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            hash = known = Arrays.hashCode(bytes);
        }
        return known;
    }

    /**
     * For people, logs and terminals: UTF-8 as it is; control characters and what is no UTF-8 as {@code \xHH}, a backslash
     * as two. So different names never look the same, and none ends a line or moves a cursor.
     */
    @Override
    public String toString() {
        return Printable.of(bytes);
    }
}
