package dev.carillon.app.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One of the commands of {@code carillon}, such as {@code carillon echo}. */
public interface Subcommand {

    /** The word after {@code carillon}. */
    String name();

    /** Adds the description, options and parameters; name, help and version are there already. */
    void describe(CommandSpec spec);

    /**
     * Runs it.
     *
     * @return the exit code
     * @throws Exception whose message goes to standard error; the exit code is 1 then
     */
    int run(ParseResult parsed) throws Exception;

    /**
     * Whether it receives TERM, INT and HUP by itself. Otherwise they have their usual effect, and end the program.
     *
     * @param parsed the command line
     * @return true if the command has a source for them
     */
    default boolean takesSignals(ParseResult parsed) {
        return false;
    }
}
