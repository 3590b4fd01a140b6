package dev.carillon.bench.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The other end of a {@link Dialog}: a program that is told what to do by lines of input, each of which it answers by one line. */
public final class Commands {
    private Commands() {}

    /** Does what a line says. */
    @FunctionalInterface
    public interface Answer {
        /** The line that answers these words. */
        String to(String[] words) throws IOException;
    }

    /**
     * Serves one runner, to the end of the input.
     *
     * @param failed what is to be done after a command that failed
     */
    public static void serve(Answer answer, Runnable failed) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = lines.readLine()) != null) {
            try {
                System.out.println(answer.to(line.split(" ", -1)));
            } catch (IOException | RuntimeException e) {
                failed.run();
                System.out.println("failed: " + e);
            }
        }
    }
}
