package dev.carillon.app.doctor;

import dev.carillon.app.doctor.Diagnosis.Delivery;
import dev.carillon.app.doctor.Diagnosis.Hazard;
import dev.carillon.app.doctor.Diagnosis.Mechanism;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Help.Ansi;

/** The diagnosis for people. */
final class TextReport {
    private static final int LABEL = 32;

    private final PrintWriter out;
    private final Ansi ansi;
    private final int width;

    TextReport(PrintWriter out, Ansi ansi, int width) {
        this.out = out;
        this.ansi = ansi;
        this.width = width;
    }

    void write(Diagnosis diagnosis) {
        section("System", diagnosis.system());
        section("Limits", diagnosis.limits());
        title("Mechanisms");
        diagnosis.mechanisms().forEach(this::mechanism);
        title("Signals");
        signals(diagnosis);
        title("Hazards");
        diagnosis.hazards().forEach(this::hazard);
        if (diagnosis.hazards().isEmpty()) {
            out.println("  none");
        }
        out.println();
        out.println(styled(
                diagnosis.isWell() ? "bold,green" : "bold,red",
                diagnosis.isWell() ? "All is well." : "There are problems."));
        out.flush();
    }

    private void section(String title, Map<String, String> facts) {
        title(title);
        facts.forEach((name, value) -> wrap("  " + name, value, LABEL));
    }

    private void title(String title) {
        out.println(title.equals("System") ? styled("bold", title) : "\n" + styled("bold", title));
    }

    /** Only whole lines or words that are not counted for the width: the codes have none. */
    private String styled(String style, String text) {
        return ansi.string("@|" + style + " " + text + "|@");
    }

    private void mechanism(Mechanism mechanism) {
        wrap("  " + mechanism.name(), state(mechanism), LABEL);
        if (!mechanism.works()) {
            wrap("", "in use: " + mechanism.instead(), LABEL);
        }
    }

    private static String state(Mechanism mechanism) {
        String word = mechanism.works() ? "yes" : "no";
        return mechanism.detail().isEmpty() ? word : word + ": " + mechanism.detail();
    }

    /** By reason: most signals share theirs with many others. */
    private void signals(Diagnosis diagnosis) {
        Map<String, StringJoiner> byReason = new LinkedHashMap<>();
        for (Delivery delivery : diagnosis.signals()) {
            String reason = delivery.way() + " - " + delivery.why();
            byReason.computeIfAbsent(reason, r -> new StringJoiner(" ")).add(delivery.signal());
        }
        byReason.forEach((reason, names) -> {
            wrap("  ", reason, 2);
            wrap("    ", names.toString(), 4);
        });
    }

    private void hazard(Hazard hazard) {
        String level = hazard.isProblem() ? "problem" : "note";
        out.println("  " + styled(hazard.isProblem() ? "bold,red" : "bold,yellow", level) + " " + hazard.name());
        wrap("    ", hazard.text(), 4);
        wrap("    ", "do: " + hazard.advice(), 4);
    }

    /** A label, and beside it a text in lines that fit. */
    private void wrap(String label, String text, int indent) {
        String margin = " ".repeat(indent);
        StringBuilder line = new StringBuilder(label).append(" ".repeat(Math.max(0, indent - label.length())));
        boolean first = true;
        for (String word : text.split(" ", -1)) {
            if (!first && line.length() + 1 + word.length() > width) {
                out.println(line);
                line = new StringBuilder(margin);
                first = true;
            }
            line.append(first ? "" : " ").append(word);
            first = false;
        }
        out.println(line);
    }
}
