package dev.carillon.app.doctor;

import dev.carillon.app.command.StandardOutput;
import dev.carillon.app.command.Subcommand;
import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code carillon doctor}: 0 if all is well, 1 if there is a problem; notes do not count. */
public final class DoctorCommand implements Subcommand {
    private static final int USUAL_WIDTH = 80;

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage()
                .description(
                        "Tells what this machine and this process can do, tries it out, and says what to mind.",
                        "",
                        "The exit code is 1 if there is a problem; notes do not count.",
                        "")
                .footer(
                        "",
                        "Examples:",
                        "  carillon doctor",
                        "  carillon doctor --json | jq '.hazards[].name'",
                        "  carillon doctor >/dev/null || echo 'not fit for a server yet'");
        spec.addOption(
                OptionSpec.builder("--json").description("One JSON object.").build());
    }

    /** As for a command with signals: let through again, they would be reported as the launcher never has them. */
    @Override
    public boolean takesSignals(ParseResult parsed) {
        return true;
    }

    @Override
    public int run(ParseResult parsed) {
        Diagnosis diagnosis = Examination.make();
        PrintWriter out = parsed.commandSpec().commandLine().getOut();
        if (parsed.hasMatchedOption("--json")) {
            JsonReport.write(diagnosis, out);
        } else {
            new TextReport(out, Ansi.AUTO, StandardOutput.columns(USUAL_WIDTH)).write(diagnosis);
        }
        return diagnosis.isWell() ? 0 : 1;
    }
}
