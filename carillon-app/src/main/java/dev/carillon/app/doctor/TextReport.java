package dev.carillon.app.doctor;

import dev.carillon.app.doctor.Diagnosis.Delivery;
import dev.carillon.app.doctor.Diagnosis.Hazard;
import dev.carillon.app.doctor.Diagnosis.Mechanism;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** The diagnosis for people, at 80 columns. */
final class TextReport {
    private static final int WIDTH = 80;
    private static final int LABEL = 32;

    private final PrintWriter out;

    TextReport(PrintWriter out) {
        this.out = out;
    }

    void write(Diagnosis diagnosis) {
        section("System", diagnosis.system());
        section("Limits", diagnosis.limits());
        out.println("\nMechanisms");
        diagnosis.mechanisms().forEach(this::mechanism);
        out.println("\nSignals");
        signals(diagnosis);
        out.println("\nHazards");
        diagnosis.hazards().forEach(this::hazard);
        if (diagnosis.hazards().isEmpty()) {
            out.println("  none");
        }
        out.println(diagnosis.isWell() ? "\nAll is well." : "\nThere are problems.");
        out.flush();
    }

    private void section(String title, Map<String, String> facts) {
        out.println(title.equals("System") ? title : "\n" + title);
        facts.forEach((name, value) -> wrap("  " + name, value, LABEL));
    }

    private void mechanism(Mechanism mechanism) {
        wrap("  " + mechanism.name(), (mechanism.works() ? "yes: " : "no: ") + mechanism.detail(), LABEL);
        if (!mechanism.works()) {
            wrap("", "in use: " + mechanism.instead(), LABEL);
        }
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
        wrap("  ", (hazard.isProblem() ? "problem " : "note ") + hazard.name() + ": " + hazard.text(), 2);
        wrap("    ", "do: " + hazard.advice(), 4);
    }

    /** A label, and beside it a text in lines that fit. */
    private void wrap(String label, String text, int indent) {
        String margin = " ".repeat(indent);
        StringBuilder line = new StringBuilder(label).append(" ".repeat(Math.max(0, indent - label.length())));
        boolean first = true;
        for (String word : text.split(" ", -1)) {
            if (!first && line.length() + 1 + word.length() > WIDTH) {
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
