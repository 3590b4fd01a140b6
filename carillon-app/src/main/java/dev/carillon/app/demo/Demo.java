package dev.carillon.app.demo;

import dev.carillon.app.command.WrongUsage;
import java.io.PrintStream;
import java.util.List;

/** A small program that shows one mechanism, ends by itself, and checks its own result. */
public interface Demo {
    /** The check held. */
    int HELD = 0;

    /** The check did not hold. */
    int FAILED = 1;

    /**
     * Runs it.
     *
     * @param out where it prints
     * @param arguments the words after its name
     * @return {@link #HELD} or {@link #FAILED}
     * @throws WrongUsage if it cannot run with these arguments; nothing was started then
     * @throws Exception if the kernel refuses something
     */
    int run(PrintStream out, List<String> arguments) throws Exception;

    /** Whether words may follow its name. */
    default boolean takesArguments() {
        return false;
    }

    /** Prints whether a claim held, and gives the exit code. */
    static int check(PrintStream out, boolean held, String claim) {
        out.print(held ? "ok: " : "FAILED: ");
        out.println(claim);
        return held ? HELD : FAILED;
    }
}
