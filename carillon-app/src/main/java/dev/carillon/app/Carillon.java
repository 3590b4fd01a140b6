package dev.carillon.app;

import dev.carillon.app.command.IgnoredSignals;
import dev.carillon.app.command.StandardOutput;
import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.control.CtlCommand;
import dev.carillon.app.control.Predecessor;
import dev.carillon.app.demo.DemoCommand;
import dev.carillon.app.doctor.DoctorCommand;
import dev.carillon.app.monitor.MonitorCommand;
import dev.carillon.app.server.EchoCommand;
import dev.carillon.app.server.RelayCommand;
import dev.carillon.app.server.ServeCommand;
import dev.carillon.config.Failure;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.linux.LinkAhead;
import java.io.PrintWriter;
import java.util.List;
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
    private static final int USUAL_WIDTH = 80;
    private static final int LEAST_WIDTH = 55; // picocli refuses less
    private static final int GREATEST_WIDTH = 120;

    /** Made when first wanted: they print to what standard output is then. */
    private static final class Subcommands {
        static final List<Subcommand> ALL = List.of(
                new BenchCommand(),
                new CtlCommand(),
                new DemoCommand(),
                new DoctorCommand(),
                new EchoCommand(),
                new HelpCommand(),
                new MonitorCommand(),
                new RelayCommand(),
                new ServeCommand());
    }

    private Carillon() {}

    /**
     * Runs one command and exits.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        StandardOutput.install();
        System.getProperties()
                .putIfAbsent("slf4j.internal.verbosity", "ERROR"); // else each library says that nobody listens
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

    /** The one in the command line, for to describe all takes longer than most run; all where it names none, or help. */
    private static List<Subcommand> asked(String... arguments) {
        String name = arguments.length == 0 ? "" : arguments[0];
        List<Subcommand> one = Subcommands.ALL.stream()
                .filter(subcommand -> subcommand.name().equals(name))
                .toList();
        return one.isEmpty() || name.equals(HelpCommand.NAME) ? Subcommands.ALL : one;
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
        CommandLine command = parsed.asCommandLineList().getLast();
        try {
            int code = runAsked(parsed, command);
            command.getOut().flush();
            StandardOutput.checkWritten();
            return code;
        } catch (WrongUsage e) {
            return wrongUsage(command, String.valueOf(e.getMessage()));
        } catch (WrongConfiguration e) {
            return wrongConfiguration(command, e.lines());
        } catch (ParameterException e) {
            throw e;
        } catch (Exception e) {
            throw new ExecutionException(command, e.toString(), e); // tells picocli to call failure
        }
    }

    private static int runAsked(ParseResult parsed, CommandLine command) throws Exception {
        ParseResult own = command.getParseResult();
        if (!own.unmatched().isEmpty()) { // which picocli lets pass beside --help
            throw new UnmatchedArgumentException(command, own.unmatched());
        }
        if (own.isUsageHelpRequested() || command.getCommandSpec().userObject() instanceof HelpCommand) {
            parsed.commandSpec().commandLine().setUsageHelpWidth(helpWidth());
        }
        Integer afterHelp = CommandLine.executeHelpRequest(parsed);
        if (afterHelp != null) {
            return afterHelp;
        }
        if (!(command.getCommandSpec().userObject() instanceof Subcommand subcommand)) {
            throw new ParameterException(command, "Missing command");
        }
        if (!(subcommand instanceof HelpCommand)) {
            IgnoredSignals.settle(subcommand.takesSignals(own));
        }
        return subcommand.run(own);
    }

    /** As wide as the terminal, within what picocli and readers can do with. */
    private static int helpWidth() {
        return Math.clamp(StandardOutput.columns(USUAL_WIDTH), LEAST_WIDTH, GREATEST_WIDTH);
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
        failed(command, message);
        return ExitCode.USAGE;
    }

    /** As a compiler has it: the file first, in each line. */
    private static int wrongConfiguration(CommandLine command, List<String> lines) {
        lines.forEach(command.getErr()::println);
        command.getErr().flush();
        Predecessor.tell(String.join("; ", lines));
        return ExitCode.USAGE;
    }

    private static int failure(Exception e, CommandLine command, ParseResult parsed) {
        failed(command, Failure.line(e));
        return ExitCode.SOFTWARE;
    }

    /** Whoever waits for this process to take over hears of it, too. */
    private static void failed(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println("carillon: " + message);
        err.flush();
        Predecessor.tell(message);
    }
}
