package dev.carillon.app.doctor;

import java.util.List;
import java.util.Map;

/**
 * Everything the doctor has found out.
 *
 * @param system kernel, Java, architecture and standard input, by name
 * @param limits limits by name, as text
 * @param mechanisms what the kernel can do here
 * @param signals how each is delivered
 * @param hazards what to mind; none if all is well
 */
record Diagnosis(
        Map<String, String> system,
        Map<String, String> limits,
        List<Mechanism> mechanisms,
        List<Delivery> signals,
        List<Hazard> hazards) {

    /**
     * Something newer kernels have, tried out.
     *
     * @param name its name
     * @param works whether it did
     * @param detail what came of it
     * @param instead what is in use where it does not work
     */
    record Mechanism(String name, boolean works, String detail, String instead) {}

    /**
     * How a signal is delivered.
     *
     * @param signal its name
     * @param number its number
     * @param way the word for it
     * @param why the reason
     */
    record Delivery(String signal, int number, String way, String why) {}

    /**
     * Something to mind.
     *
     * @param name what to look for in the documentation
     * @param isProblem whether something will not work; otherwise it is a note
     * @param text what it is
     * @param advice what to do
     */
    record Hazard(String name, boolean isProblem, String text, String advice) {}

    boolean isWell() {
        return hazards.stream().noneMatch(Hazard::isProblem);
    }
}
