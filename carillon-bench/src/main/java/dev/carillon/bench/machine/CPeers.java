package dev.carillon.bench.machine;

import dev.carillon.bench.figures.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The same system calls in C, compiled when the benchmarks start. */
public final class CPeers {
    private final Path program;

    private CPeers(Path program) {
        this.program = program;
    }

    /** @throws Children.Failure if there is no gcc, or it does not take the source */
    public static CPeers compile(Path home) throws Children.Failure {
        return new CPeers(compile(home, "peers"));
    }

    /** The program made of one source; removed when the JVM ends. */
    public static Path compile(Path home, String name, String... libraries) throws Children.Failure {
        try {
            Path directory = Files.createTempDirectory("carillon-bench");
            directory.toFile().deleteOnExit(); // what is noted last goes first: the program
            Path program = directory.resolve(name);
            program.toFile().deleteOnExit();
            String source = home.resolve("src/main/c/" + name + ".c").toString();
            List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-pthread", "-o", program.toString(), source));
            command.addAll(List.of(libraries));
            Children.run(60, command);
            return program;
        } catch (IOException e) {
            throw new Children.Failure("no directory for the C peers: " + e.getMessage());
        }
    }

    /** The same; null, which is said of the part, if it cannot be made. */
    public static @Nullable Path compileOrSay(Path home, String name, Figures missing, String part) {
        try {
            return compile(home, name);
        } catch (Children.Failure e) {
            missing.failed(part + ", C", e.getMessage());
            return null;
        }
    }

    /** Nanoseconds an operation. */
    public double measure(String what, long count) throws Children.Failure {
        return Double.parseDouble(Children.run(30, List.of(program.toString(), what, Long.toString(count)))
                .strip());
    }
}
