package dev.carillon.app;

import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.demo.DemoCommand;
import dev.carillon.app.doctor.DoctorCommand;
import dev.carillon.app.monitor.MonitorCommand;
import dev.carillon.app.server.EchoCommand;
import dev.carillon.app.server.RelayCommand;
import dev.carillon.linux.LinkAhead;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalSetup;
import dev.carillon.linux.Signals;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code carillon} command. Everything starts here, and only here is left: with 0 after success, 1 after a failure, 2
 * after wrong usage. A failure is one line on standard error, never a stack trace.
 *
 * <p>Commands are described to picocli in code: reading annotations takes it longer than the JVM takes to start.
 */
public final class Carillon {
    private static final List<Subcommand> SUBCOMMANDS = List.of(
            new BenchCommand(),
            new DemoCommand(),
            new DoctorCommand(),
            new EchoCommand(),
            new MonitorCommand(),
            new RelayCommand());

    private Carillon() {}

    /**
     * Runs one command and exits.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        if (asked(arguments).size() == 1) {
            LinkAhead.start();
        }
        int code = commandLine(arguments).execute(arguments);
        if (code != ExitCode.OK) {
            System.exit(code); // waits 10 ms for the JIT compiler if that is at work; to return does not
        }
    }

    static CommandLine commandLine(String... arguments) {
        CommandSpec carillon = CommandSpec.create().name("carillon");
        carillon.usageMessage()
                .description("One event loop for everything Linux can signal.")
                .synopsisSubcommandLabel("COMMAND");
        addStandardOptions(carillon);
        for (Subcommand subcommand : asked(arguments)) {
            CommandSpec spec = CommandSpec.wrapWithoutInspection(subcommand).name(subcommand.name());
            addStandardOptions(spec);
            subcommand.describe(spec);
            carillon.addSubcommand(subcommand.name(), spec);
        }
        return new CommandLine(carillon)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF)) // to find out about colours takes 10 ms
                .setExecutionStrategy(Carillon::run)
                .setParameterExceptionHandler(Carillon::wrongUsage)
                .setExecutionExceptionHandler(Carillon::failure);
    }

    /** The one in the command line, for to describe all takes longer than most run; all where it names none. */
    private static List<Subcommand> asked(String... arguments) {
        String name = arguments.length == 0 ? "" : arguments[0];
        List<Subcommand> one = SUBCOMMANDS.stream()
                .filter(subcommand -> subcommand.name().equals(name))
                .toList();
        return one.isEmpty() ? SUBCOMMANDS : one;
    }

    private static void addStandardOptions(CommandSpec spec) {
        spec.version("carillon " + Version.TEXT)
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help and exit.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version and exit.")
                        .build());
    }

    private static int run(ParseResult parsed) {
        Integer afterHelp = CommandLine.executeHelpRequest(parsed);
        if (afterHelp != null) {
            return afterHelp;
        }
        CommandLine command = parsed.asCommandLineList().getLast();
        if (!(command.getCommandSpec().userObject() instanceof Subcommand subcommand)) {
            throw new ParameterException(command, "Missing command");
        }
        try {
            settleSignals(subcommand.takesSignals(command.getParseResult()));
            return subcommand.run(command.getParseResult());
        } catch (WrongUsage e) {
            return wrongUsage(command, String.valueOf(e.getMessage()));
        } catch (ParameterException e) {
            throw e;
        } catch (Exception e) {
            throw new ExecutionException(command, e.toString(), e); // tells picocli to call failure
        }
    }

    /** The launcher has the process ignore and block these; ignored they would do nothing, and children inherit that. */
    private static void settleSignals(boolean taken) {
        Set<Signal> adopted = SignalSetup.adopt();
        if (!taken) {
            Signals.unblock(adopted);
        }
    }

    private static int wrongUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("carillon: " + e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCode.USAGE;
    }

    /** One line, unlike picocli's own. */
    private static int wrongUsage(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println("carillon: " + message);
        err.flush();
        return ExitCode.USAGE;
    }

    private static int failure(Exception e, CommandLine command, ParseResult parsed) {
        String message = e.getMessage();
        command.getErr().println("carillon: " + (message == null ? e.getClass().getSimpleName() : message));
        return ExitCode.SOFTWARE;
    }
}
