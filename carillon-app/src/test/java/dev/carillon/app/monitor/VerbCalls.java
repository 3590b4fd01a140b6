package dev.carillon.app.monitor;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code carillon monitor VERB} within this JVM: how it exits, and what it prints. */
final class VerbCalls {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    int run(String... words) throws Exception {
        MonitorCommand monitor = new MonitorCommand(new PrintStream(output, true, StandardCharsets.UTF_8));
        CommandSpec spec = CommandSpec.wrapWithoutInspection(monitor).name(monitor.name());
        monitor.describe(spec);
        return monitor.run(new CommandLine(spec).parseArgs(words));
    }

    /** What was printed since it was last forgotten. */
    String text() {
        return output.toString(StandardCharsets.UTF_8);
    }

    void forget() {
        output.reset();
    }
}
