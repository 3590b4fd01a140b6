package dev.carillon.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Carillon at a terminal of its own, with the help of Python, whose pty module is part of it. */
public final class Pty {
    private static final List<Path> PLACES = List.of(Path.of("/usr/bin/python3"), Path.of("/usr/local/bin/python3"));

    /** Runs a shell script as the leader of a new terminal's session, and prints what it prints there. */
    private static final String SHOW = """
        import os, pty, sys
        pid, master = pty.fork()
        if pid == 0:
            os.execvp("sh", ["sh", "-c", sys.argv[1], "sh"] + sys.argv[2:])
        output = b""
        while True:
            try:
                more = os.read(master, 65536)
            except OSError:  # EIO: nobody has the terminal open any more
                break
            if not more:
                break
            output += more
        sys.stdout.write(output.decode().replace("\\r\\n", "\\n"))
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """;

    private Pty() {}

    /** Prepares Carillon to be started by a Python script, which finds its command in sys.argv from a number on. */
    public static ChildJvmBuilder python(ChildJvmBuilder carillon, String script, String... arguments) {
        Path python = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(python != null, "python3 is not installed");
        List<String> command = new ArrayList<>(List.of(String.valueOf(python), "-c", script));
        command.addAll(List.of(arguments));
        return carillon.through(command.toArray(String[]::new));
    }

    /** What Carillon prints at a terminal, where a shell starts it as "$@". */
    public static List<String> print(String shell, String... arguments) {
        ChildJvmBuilder carillon = ChildJvm.of(Carillon.class).arguments(arguments);
        try (ChildJvm jvm = python(carillon, SHOW, shell).start()) {
            jvm.awaitExit();
            return jvm.lines();
        }
    }
}
