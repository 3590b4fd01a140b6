package dev.carillon.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class DoctorCommandTest {
    private final DoctorCommand command = new DoctorCommand();
    private final StringWriter out = new StringWriter();

    @Test
    void theExitCodeIsWhetherThereIsAProblem() {
        int code = run();

        boolean anyProblem = out.toString().lines().anyMatch(line -> line.startsWith("  problem "));
        assertThat(code).isEqualTo(anyProblem ? 1 : 0);
        assertThat(out.toString()).contains("System", "Limits", "Mechanisms", "Signals", "Hazards", "NOFILE");
    }

    @Test
    void theTextFitsEightyColumns() {
        run();

        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void theJsonParsesAndHasEverySignal() {
        int code = run("--json");

        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), out.toString())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                (token == JsonToken.PROPERTY_NAME ? names : values).add(json.getString());
            }
        }
        assertThat(names).contains("well", "system", "limits", "mechanisms", "signals", "hazards");
        assertThat(values).contains("HUP", "KILL", "SYS", "RTMIN", "epoll_pwait2");
        assertThat(code).isEqualTo(values.contains("problem") ? 1 : 0);
    }

    @Test
    void notesAreNoProblem() {
        Diagnosis.Hazard note = new Diagnosis.Hazard("n", false, "text", "advice");
        Diagnosis.Hazard problem = new Diagnosis.Hazard("p", true, "text", "advice");

        assertThat(diagnosis(note).isWell()).isTrue();
        assertThat(diagnosis(note, problem).isWell()).isFalse();
    }

    private static Diagnosis diagnosis(Diagnosis.Hazard... hazards) {
        return new Diagnosis(Map.of(), Map.of(), List.of(), List.of(), List.of(hazards));
    }

    private int run(String... arguments) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(command.name());
        command.describe(spec);
        return new CommandLine(spec)
                .setOut(new PrintWriter(out, true))
                .setExecutionStrategy(command::run)
                .execute(arguments);
    }
}
