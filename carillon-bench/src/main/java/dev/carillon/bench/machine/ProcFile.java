package dev.carillon.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers that the kernel shows as text, {@code proc(5)}. */
public final class ProcFile {
    private static final int KIB = 1024;

    private ProcFile() {}

    /** Bytes of memory that belong to a process and to no file. With a heap that is touched at the start: all but the heap. */
    public static long anonymousBytes(long pid) throws Children.Failure {
        return number("/proc/" + pid + "/status", "RssAnon:\\s+(\\d+) kB") * KIB;
    }

    /** Bytes of memory that a process has, also of files. */
    public static long residentBytes(long pid) throws Children.Failure {
        return number("/proc/" + pid + "/status", "VmRSS:\\s+(\\d+) kB") * KIB;
    }

    /** How often the threads of a process that are there now have gone to sleep. */
    public static long sleeps(long pid) {
        String[] threads = Path.of("/proc", Long.toString(pid), "task").toFile().list();
        long sleeps = 0;
        for (String thread : threads == null ? new String[0] : threads) {
            try {
                sleeps += number("/proc/" + pid + "/task/" + thread + "/status", "voluntary_ctxt_switches:\\s+(\\d+)");
            } catch (Children.Failure e) {
                // It has ended since they were listed.
            }
        }
        return sleeps;
    }

    /** Bytes of the kernel's objects, of all processes: sockets, files, watches. */
    public static long slabBytes() throws Children.Failure {
        return number("/proc/meminfo", "Slab:\\s+(\\d+) kB") * KIB;
    }

    /** How many descriptors this process may have: as many as its hard limit allows, for the JVM raises the soft one. */
    public static long mostDescriptors() throws Children.Failure {
        return number("/proc/self/limits", "Max open files\\s+(\\d+)");
    }

    /** Why this process cannot have so many descriptors; empty if it can. */
    public static String tooFewDescriptors(long needed) throws Children.Failure {
        return tooFewDescriptors(needed, mostDescriptors());
    }

    /** The same where it is known how many there may be. */
    public static String tooFewDescriptors(long needed, long most) {
        return needed <= most
                ? ""
                : String.format(
                        Locale.ROOT, "needs a hard limit of %,d descriptors (ulimit -Hn), which is %,d", needed, most);
    }

    private static long number(String file, String pattern) throws Children.Failure {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
            if (matcher.find()) {
                return Long.parseLong(matcher.group(1));
            }
            throw new Children.Failure(file + " does not say " + pattern);
        } catch (IOException e) {
            throw new Children.Failure(file + " cannot be read: " + e);
        }
    }
}
