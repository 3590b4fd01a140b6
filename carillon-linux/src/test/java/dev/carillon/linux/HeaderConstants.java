package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every public number of every {@code XxxH} class, found by reflection: {@code SocketH.Messages.MSGHDR_SIZE} and its
 * value. Run as a program it prints those of the machine its argument names.
 */
final class HeaderConstants {
    private HeaderConstants() {}

    public static void main(String[] arguments) throws Exception {
        // Before the first header is initialised, and too late for the JVM, which has to link functions of its own
        // machine.
        System.setProperty("os.arch", arguments[0]);
        for (var constant : all().entrySet()) {
            System.out.println(constant.getKey() + " " + constant.getValue());
        }
    }

    static SortedMap<String, Long> all() throws IOException, ReflectiveOperationException {
        SortedMap<String, Long> constants = new TreeMap<>();
        Path directory = Path.of(
                        URI.create(String.valueOf(ErrnoH.class.getResource(ErrnoH.class.getSimpleName() + ".class"))))
                .resolveSibling(".");
        String glob = "*H{.class,$*.class}";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
            for (Path file : files) {
                String name = file.getFileName().toString().replaceFirst("\\.class$", "");
                collect(Class.forName(ErrnoH.class.getPackageName() + "." + name), constants);
            }
        }
        return constants;
    }

    private static void collect(Class<?> header, SortedMap<String, Long> constants)
            throws ReflectiveOperationException {
        String prefix =
                header.getName().substring(header.getPackageName().length() + 1).replace('$', '.') + ".";
        for (Field field : header.getDeclaredFields()) {
            boolean isNumber = field.getType() == int.class || field.getType() == long.class;
            if (isNumber && Modifier.isPublic(field.getModifiers()) && Modifier.isStatic(field.getModifiers())) {
                constants.put(prefix + field.getName(), field.getLong(null));
            }
        }
    }
}
