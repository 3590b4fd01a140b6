package dev.carillon.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The peers in C, each compiled when it is needed. */
public final class CProgram {
    private static final int SECONDS = 60;

    private CProgram() {}

    /**
     * The program made of one source; removed when the JVM ends.
     *
     * @param home the directory of carillon-bench
     * @param libraries options for the linker
     * @throws Children.Failure if there is no gcc, or it does not take the source
     */
    public static Path compile(Path home, String name, String... libraries) throws Children.Failure {
        try {
            Path directory = Files.createTempDirectory("carillon-bench");
            directory.toFile().deleteOnExit(); // what is noted last goes first: the program
            Path program = directory.resolve(name);
            program.toFile().deleteOnExit();
            String source = home.resolve("src/main/c/" + name + ".c").toString();
            List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-pthread", "-o", program.toString(), source));
            command.addAll(List.of(libraries));
            Children.run(SECONDS, command);
            return program;
        } catch (IOException e) {
            throw new Children.Failure("no directory for the C peers: " + e.getMessage());
        }
    }
}
