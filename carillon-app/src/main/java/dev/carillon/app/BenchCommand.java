package dev.carillon.app;

import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code carillon bench}, as far as the command knows of it: the launcher starts the benchmarks, which are no part of it. */
final class BenchCommand implements Subcommand {
    @Override
    public String name() {
        return "bench";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage().description("Measures Carillon beside C, Netty and the JDK (in the source tree only).");
        spec.parser().unmatchedOptionsArePositionalParams(true);
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("ARGUMENT")
                .index("0..*")
                .arity("0..*")
                .type(String[].class)
                .description("See './carillon bench --help' in the source tree.")
                .build());
    }

    @Override
    public int run(ParseResult parsed) throws WrongUsage {
        throw new WrongUsage("the benchmarks are started by ./carillon bench, in Carillon's source tree");
    }
}
