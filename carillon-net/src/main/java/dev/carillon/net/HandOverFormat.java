package dev.carillon.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is said when sockets are handed over. Pure: bytes in, messages out. A message is
 *
 * <pre>
 * "CHO" version(1)   whether a descriptor goes with it(1)   length of the name(1)   length of the note(2)   name   note
 * </pre>
 *
 * in little-endian order, the name in UTF-8. The descriptor travels with the first byte.
 */
final class HandOverFormat {
    static final int MAX_NAME = 255;
    static final int MAX_NOTE = 0xFFFF;
    /** The greatest message. */
    static final int MAX_BYTES = 8 + MAX_NAME + MAX_NOTE;

    /** "CHO" and the version, 1. */
    private static final int MAGIC = 'C' | 'H' << 8 | 'O' << 16 | 1 << 24;

    private static final int HEADER = 8;

    private HandOverFormat() {}

    /**
     * A message.
     *
     * @param name of what is handed over
     * @param note what is said about it
     * @param hasDescriptor whether a descriptor belongs to it
     */
    record Message(String name, ByteBuffer note, boolean hasDescriptor) {}

    /** A direct buffer with the message. */
    static ByteBuffer encode(String name, ByteBuffer note, boolean hasDescriptor) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length == 0 || nameBytes.length > MAX_NAME || hasControls(name)) {
            throw new IllegalArgumentException(
                    "a name has 1 to " + MAX_NAME + " bytes, and no control characters nor colons: \"" + name + "\"");
        }
        if (note.remaining() > MAX_NOTE) {
            throw new IllegalArgumentException(
                    "a note has at most " + MAX_NOTE + " bytes, and that on " + name + " has " + note.remaining());
        }
        return ByteBuffer.allocateDirect(HEADER + nameBytes.length + note.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .put((byte) (hasDescriptor ? 1 : 0))
                .put((byte) nameBytes.length)
                .putShort((short) note.remaining())
                .put(nameBytes)
                .put(note.duplicate())
                .flip();
    }

    /** As systemd has it for the names of descriptors, so that the same ones do for both. */
    private static boolean hasControls(String name) {
        return name.chars().anyMatch(c -> Character.isISOControl(c) || c == ':');
    }

    /**
     * Takes the next message, if all of it is there.
     *
     * @param from from position to limit; its position moves on past the message
     * @return null if there is not all of it yet
     * @throws IllegalArgumentException if it is none, with what is wrong
     */
    static @Nullable Message next(ByteBuffer from) {
        ByteBuffer header = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < HEADER) {
            return null;
        }
        if (header.getInt() != MAGIC) {
            throw new IllegalArgumentException(
                    "the peer does not hand over sockets, or another version of Carillon does");
        }
        byte flag = header.get();
        int nameLength = Byte.toUnsignedInt(header.get());
        int noteLength = Short.toUnsignedInt(header.getShort());
        if ((flag & ~1) != 0 || nameLength == 0) {
            throw new IllegalArgumentException(
                    "a message of a hand-over has flag " + flag + " and a name of " + nameLength + " bytes");
        }
        if (header.remaining() < nameLength + noteLength) {
            return null;
        }
        String name = decode(header.slice(header.position(), nameLength));
        header.position(header.position() + nameLength);
        ByteBuffer note = ByteBuffer.allocate(noteLength)
                .put(header.slice(header.position(), noteLength))
                .flip();
        from.position(header.position() + noteLength);
        return new Message(name, note, flag == 1);
    }

    private static String decode(ByteBuffer bytes) {
        CharBuffer name;
        try {
            name = StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a name of a hand-over is not UTF-8", e);
        }
        if (hasControls(name.toString())) {
            throw new IllegalArgumentException("a name of a hand-over has control characters or colons");
        }
        return name.toString();
    }
}
