package dev.carillon.linux;

import dev.carillon.linux.ffm.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of C strings: the {@code argv} and {@code envp} of exec, and the files of /proc that hold such lists.
 *
 * <p>The kernel's strings are bytes, not always UTF-8. What is read from /proc to be handed on stands in a Java string
 * with one byte a character ("raw"), so that nothing changes on the way.
 */
final class CStrings {
    private CStrings() {}

    /** A Java string as its UTF-8 bytes, one a character. */
    static String raw(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The zero-terminated strings of a file such as {@code /proc/self/environ}, raw. */
    static List<String> read(Path file) {
        String text = ProcFile.read(file);
        List<String> strings = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0', start)) {
            strings.add(text.substring(start, end));
            start = end + 1;
        }
        return strings;
    }

    /** One block with pointers to raw strings, ended by a null pointer, and the strings behind it. */
    static NativeMemory vector(List<String> strings) {
        long pointers = (strings.size() + 1L) * Long.BYTES;
        long size = pointers;
        for (String string : strings) {
            size += string.length() + 1L;
        }
        NativeMemory block = NativeMemory.allocate(size);
        long pointer = block.address();
        long text = block.address() + pointers;
        for (String string : strings) {
            byte[] bytes = string.getBytes(StandardCharsets.ISO_8859_1);
            NativeMemory.putLong(pointer, text);
            NativeMemory.copy(bytes, 0, text, bytes.length);
            pointer += Long.BYTES;
            text += bytes.length + 1L;
        }
        return block;
    }

    /** Refuses what would end a C string early. */
    static String checkNoZero(String text, String what) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " cannot contain a zero byte: " + text.replace('\0', '?'));
        }
        return text;
    }
}
