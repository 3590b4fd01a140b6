package dev.carillon.app.doctor;

import dev.carillon.linux.Fd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether this JVM was told that the kernel layer may call native code. {@link Module#isNativeAccessEnabled} does not tell
 * any more: without permission the first call prints a warning and takes it.
 */
final class NativeAccess {
    private static final String OPTION = "--enable-native-access";

    private NativeAccess() {}

    /** What to start java with. */
    static String option() {
        return OPTION + "=" + module();
    }

    static String describe() {
        return (isGranted() ? "granted to " : "not granted to ") + module();
    }

    /** Java takes options from its command line and from two variables. */
    static boolean isGranted() {
        return grants(commandLine(), "\0", module())
                || grants(System.getenv("JDK_JAVA_OPTIONS"), " ", module())
                || grants(System.getenv("JAVA_TOOL_OPTIONS"), " ", module());
    }

    /** Looks for the option, followed by = or a new word, and a list of modules with this one in it. */
    static boolean grants(@Nullable String options, String separator, String module) {
        List<String> words = options == null ? List.of() : List.of(options.split(separator, -1));
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String modules = "";
            if (word.startsWith(OPTION + "=")) {
                modules = word.substring(OPTION.length() + 1);
            } else if (word.equals(OPTION) && i + 1 < words.size()) {
                modules = words.get(i + 1);
            }
            if (List.of(modules.split(",", -1)).contains(module)) {
                return true;
            }
        }
        return false;
    }

    private static String module() {
        Module module = Fd.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    private static String commandLine() {
        try {
            return Files.readString(Path.of("/proc/self/cmdline"));
        } catch (IOException e) {
            return ""; // not in UTF-8: then the option is not found, which is a note at the most
        }
    }
}
