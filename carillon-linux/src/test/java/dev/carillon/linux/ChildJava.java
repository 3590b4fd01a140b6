package dev.carillon.linux;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that run a main class of the tests in a JVM of its own. */
final class ChildJava {
    private ChildJava() {}

    /** {@code java … mainClass arguments}. */
    static List<String> command(Class<?> mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                root(Fd.class) + ":" + root(mainClass),
                mainClass.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** As {@link #command}, as one word for a shell. The paths of a build have no quotes in them. */
    static String shellCommand(Class<?> mainClass, String... arguments) {
        return "'" + String.join("' '", command(mainClass, arguments)) + "'";
    }

    /** The directory a class was loaded from, also when it was patched into a module. */
    private static Path root(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        String location = String.valueOf(type.getResource("/" + name));
        return Path.of(URI.create(location.substring(0, location.length() - name.length())));
    }
}
