package dev.carillon.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Asks a C compiler for the values of constants. It only compiles: the values are read from the assembler text, so that a
 * cross compiler tells those of a machine we are not on.
 */
final class HeaderProbe {
    private static final String MARK = "->";
    private static final String PROLOGUE = """
        #define _GNU_SOURCE
        #include <dirent.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <limits.h>
        #include <net/if.h>
        #include <netinet/in.h>
        #include <netinet/tcp.h>
        #include <netinet/udp.h>
        #include <linux/io_uring.h>
        #include <linux/openat2.h>
        #include <linux/rtnetlink.h>
        #include <linux/sock_diag.h>
        #include <poll.h>
        #include <signal.h>
        #include <spawn.h>
        #include <stddef.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/inotify.h>
        #include <sys/ioctl.h>
        #include <sys/mman.h>
        #include <sys/prctl.h>
        #include <sys/resource.h>
        #include <sys/select.h>
        #include <sys/sendfile.h>
        #include <sys/signalfd.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <sys/timerfd.h>
        #include <sys/uio.h>
        #include <sys/un.h>
        #include <sys/wait.h>
        #include <termios.h>
        #include <time.h>
        #include <unistd.h>
        #define _LINUX_FCNTL_H /* of which linux/pidfd.h wants nothing; it would redefine what fcntl.h has */
        #if __has_include(<linux/pidfd.h>)
        #include <linux/pidfd.h>
        #endif
        #define PROBE(name, value) __asm__ volatile ("\\n->" name " %0" : : "i" ((long long) (value)))
        void probe(void) {
        """;

    private HeaderProbe() {}

    /** What a compiler, or the linker's output, says. */
    record Output(int code, String text) {}

    /** The values by name; those the headers are too old for are missing. Any other that does not compile is an error. */
    static Map<String, Long> values(Path directory, String compiler, Collection<String> constants)
            throws IOException, InterruptedException {
        Path source = directory.resolve("probe.c");
        Path assembler = directory.resolve("probe.s");
        Files.writeString(source, sourceOf(constants));
        Output output = run(List.of(compiler, "-O1", "-S", "-o", assembler.toString(), source.toString()));
        if (output.code != 0) {
            throw new AssertionError(compiler + " does not know all of our constants; those that C calls otherwise, or"
                    + " headers lack, belong into HeaderNames:\n" + output.text);
        }
        Map<String, Long> values = new TreeMap<>();
        try (Stream<String> lines = Files.lines(assembler)) {
            lines.filter(line -> line.startsWith(MARK)).forEach(line -> {
                int space = line.indexOf(' ');
                values.put(
                        line.substring(MARK.length(), space),
                        immediate(line.substring(space + 1).strip()));
            });
        }
        return values;
    }

    /** The number of an immediate operand: {@code 5}, or {@code $5} as the assembler of x86-64 has it. */
    private static long immediate(String operand) {
        return Long.parseLong(operand.startsWith("$") ? operand.substring(1) : operand);
    }

    private static String sourceOf(Collection<String> constants) {
        StringBuilder source = new StringBuilder(PROLOGUE);
        for (String constant : constants) {
            String line = "PROBE(\"" + constant + "\", " + HeaderNames.expression(constant) + ");\n";
            source.append(HeaderNames.guard(constant)
                    .map(macro -> "#ifdef " + macro + "\n" + line + "#endif\n")
                    .orElse(line));
        }
        return source.append("}\n").toString();
    }

    /** Runs a program to its end. */
    static Output run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (Stream<String> lines = process.inputReader().lines()) {
            List<String> text = new ArrayList<>(lines.toList());
            return new Output(process.waitFor(), String.join("\n", text));
        }
    }

    static boolean exists(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
