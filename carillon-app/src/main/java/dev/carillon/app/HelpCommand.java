package dev.carillon.app;

import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code carillon help [COMMAND]}: the same as {@code carillon [COMMAND] --help}. */
final class HelpCommand implements Subcommand {
    static final String NAME = "help";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage().description("Shows how to use a command, or all of them.", "");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("COMMAND")
                .index("0")
                .arity("0..1")
                .type(String.class)
                .description("The command.")
                .build());
    }

    @Override
    public int run(ParseResult parsed) throws WrongUsage {
        CommandLine carillon = parsed.commandSpec().parent().commandLine();
        String name = parsed.matchedPositionalValue(0, "");
        CommandLine asked =
                name.isEmpty() ? carillon : carillon.getSubcommands().get(name);
        if (asked == null) {
            throw new WrongUsage("there is no command \"" + name + "\"; there are "
                    + String.join(", ", carillon.getSubcommands().keySet()));
        }
        asked.usage(asked.getOut());
        return ExitCode.OK;
    }
}
