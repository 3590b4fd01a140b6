package dev.carillon.linux;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A mounted file system, a line of {@code /proc/PID/mountinfo}, {@code proc_pid_mountinfo(5)}.
 *
 * @param id the kernel's number of the mount, which may be another's when this one is gone
 * @param path where
 * @param type for example {@code ext4}
 * @param from what is mounted, for example a device; what it is depends on the type
 * @param isReadOnly whether nothing can be written there, be it the mount or the file system
 */
public record Mount(int id, PathName path, String type, String from, boolean isReadOnly) {
    private static final int ID = 0;
    private static final int PATH = 4;
    private static final int OPTIONS = 5;
    /** After it, of which nobody knows where it is, come type, origin and options of the file system. */
    private static final String SEPARATOR = "-";

    private static final int AFTER = 3;
    private static final int OCTAL = 8;
    private static final int DIGITS = 3;

    /** Reads a line, of which each character is a byte. */
    static Mount parse(String line) {
        List<String> fields = Arrays.asList(line.split(" "));
        int separator = fields.indexOf(SEPARATOR);
        if (separator <= OPTIONS || fields.size() <= separator + AFTER) {
            throw new IllegalArgumentException("no line of a mountinfo: " + line);
        }
        return new Mount(
                Integer.parseInt(fields.get(ID)),
                PathName.of(unescaped(fields.get(PATH)).getBytes(StandardCharsets.ISO_8859_1)),
                fields.get(separator + 1),
                unescaped(fields.get(separator + 2)),
                isReadOnly(fields.get(OPTIONS)) || isReadOnly(fields.get(separator + AFTER)));
    }

    private static boolean isReadOnly(String options) {
        return Arrays.asList(options.split(",")).contains("ro");
    }

    /** Blanks, line ends and backslashes are written as a backslash and three octal digits. */
    private static String unescaped(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + DIGITS < field.length()) {
                text.append((char) Integer.parseInt(field.substring(i + 1, i + 1 + DIGITS), OCTAL));
                i += DIGITS;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
