package dev.carillon.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes files with {@code openssl}; where there is none, the test is left out.
 *
 * @param directory where it runs
 */
record OpenSsl(Path directory) {
    OpenSsl {
        boolean installed = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "openssl")));
        assumeTrue(installed, "openssl is not installed");
    }

    /** Runs one command, its arguments between blanks, and gives back what it prints. */
    String run(String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(command.split(" ", -1)));
        Process process = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + ": " + output).isZero();
        return output;
    }

    /** Makes {@code NAME.key} and the self-signed {@code NAME.crt}. */
    void certificate(String name, String newKey) throws IOException, InterruptedException {
        run("req -x509 -nodes -days 5 -subj /O=Tests/CN=localhost -newkey " + newKey + " -keyout " + name + ".key -out "
                + name + ".crt");
    }

    Path file(String name) {
        return directory.resolve(name);
    }
}
