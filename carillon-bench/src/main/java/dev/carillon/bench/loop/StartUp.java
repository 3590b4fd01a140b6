package dev.carillon.bench.loop;

import dev.carillon.bench.machine.Children;
import dev.carillon.bench.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** How long a command takes from its start to its end, beside a bare "hello world" of the same JDK and collector. */
final class StartUp {
    private static final String HELLO = """
        public class Hello {
            public static void main(String[] arguments) {
                System.out.println("hello");
            }
        }
        """;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Path launcher;
    private final int starts;
    private @Nullable Path classes;

    StartUp(Settings settings) {
        launcher = settings.home().resolveSibling("carillon");
        starts = settings.depth().of(21, 7);
    }

    /**
     * Starts a process again and again.
     *
     * @param words the command's; none for the hello world
     * @return the median of the milliseconds
     */
    double median(List<String> words) throws Children.Failure {
        List<String> command = words.isEmpty() ? hello() : carillon(words);
        Children.run(300, command); // which may build, and reads everything into the page cache
        double[] millis = new double[starts];
        for (int i = 0; i < starts; i++) {
            long start = System.nanoTime();
            Children.run(60, command);
            millis[i] = (System.nanoTime() - start) / NANOS_PER_MILLI;
        }
        Arrays.sort(millis);
        return millis[starts / 2];
    }

    private List<String> carillon(List<String> words) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(words);
        return command;
    }

    private List<String> hello() throws Children.Failure {
        if (classes == null) {
            classes = compileHello();
        }
        String java = System.getProperty("java.home") + "/bin/java";
        return List.of(java, "-XX:+UseSerialGC", "-cp", classes.toString(), "Hello");
    }

    private static Path compileHello() throws Children.Failure {
        try {
            Path directory = Files.createTempDirectory("carillon-bench");
            directory.toFile().deleteOnExit();
            Path source = Files.writeString(directory.resolve("Hello.java"), HELLO);
            source.toFile().deleteOnExit();
            directory.resolve("Hello.class").toFile().deleteOnExit();
            if (ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()) != 0) {
                throw new Children.Failure("the hello world did not compile");
            }
            return directory;
        } catch (IOException e) {
            throw new Children.Failure("no directory for the hello world: " + e.getMessage());
        }
    }
}
