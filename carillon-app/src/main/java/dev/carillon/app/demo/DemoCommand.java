package dev.carillon.app.demo;

import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code carillon demo}: runs a demo, or lists them. */
public final class DemoCommand implements Subcommand {
    private static final String ROW = "%-17s %-7s %-17s %s%n";

    private final PrintStream out;

    /** Prints to standard output. */
    public DemoCommand() {
        this(System.out);
    }

    /**
     * Prints elsewhere.
     *
     * @param out where to
     */
    public DemoCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.parser().stopAtPositional(true); // what follows the name is the demo's own, also -1
        spec.usageMessage()
                .description("Shows one mechanism and checks it; without a name, lists all.", "")
                .footer(
                        "",
                        "The exit code is 0 if the demo's own check held, 1 if it did not.",
                        "",
                        "Examples:",
                        "  carillon demo",
                        "  carillon demo eventfd-threads",
                        "  carillon demo eventfd-processes 1 2 0x10");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("[NAME [ARGS...]]")
                .hideParamSyntax(true)
                .description("The demo and its arguments.")
                .build());
    }

    @Override
    public int run(ParseResult parsed) throws Exception {
        List<String> words = parsed.matchedPositionalValue(0, List.of());
        if (words.isEmpty()) {
            list();
            return ExitCode.OK;
        }
        String name = words.getFirst();
        List<String> arguments = words.subList(1, words.size());
        Optional<Demo> demo = Demos.byName(name);
        if (demo.isEmpty()) {
            String known = String.join(", ", Demos.names());
            throw new WrongUsage("unknown demo \"" + name + "\"; there are " + known);
        }
        if (!arguments.isEmpty() && !demo.get().takesArguments()) {
            throw new WrongUsage("demo " + name + " takes no arguments");
        }
        return demo.get().run(out, arguments);
    }

    @Override
    public boolean takesSignals(ParseResult parsed) {
        List<String> words = parsed.matchedPositionalValue(0, List.of());
        return !words.isEmpty() && Demos.takesSignals(words.getFirst());
    }

    private void list() {
        out.printf(Locale.ROOT, ROW, "NAME", "ROWS", "MANUAL", "SHOWS");
        for (Demos.Entry entry : Demos.ALL) {
            out.printf(Locale.ROOT, ROW, entry.name(), entry.rows(), entry.manual(), entry.summary());
        }
    }
}
