package dev.carillon.monitor.action;

import dev.carillon.config.Kind;
import dev.carillon.config.Printed;
import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.monitor.rule.Standing;
import dev.carillon.monitor.rule.Transition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A change of an alarm, as it is told to one action.
 *
 * @param id the same however often it is told, so that who is told twice can know it
 * @param transition the change
 */
public record Notice(String id, Transition transition) {
    /** What a message may add to the environment of a program, which the kernel bounds. */
    private static final int LONGEST_MESSAGE = 16 * 1024;

    /** That of a change. */
    public static Notice of(Transition transition) {
        String change = Kind.word(transition.from()) + "-" + Kind.word(transition.to());
        // One that is told of again, as it is: the id is another one each time.
        String again =
                transition.from() == transition.to() ? "@" + transition.boot().toMillis() : "";
        return new Notice(transition.alarm() + ":" + change + again, transition);
    }

    /** That of an alarm as people know it, whatever they were told of it on the way. */
    public static Notice of(Standing standing) {
        return of(new Transition(
                standing.heard().alarm(),
                standing.rule(),
                standing.key(),
                AlarmState.CLEAR,
                standing.heard().state(),
                standing.severity(),
                standing.boot(),
                standing.time(),
                List.of(),
                standing.message()));
    }

    /** What programs get beside their arguments: {@code CARILLON_…}. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CARILLON_ID", id);
        variables.put("CARILLON_ALARM", transition.alarm());
        variables.put("CARILLON_RULE", transition.rule());
        variables.put("CARILLON_KEY", transition.key());
        variables.put("CARILLON_FROM", Kind.word(transition.from()));
        variables.put("CARILLON_TO", Kind.word(transition.to()));
        variables.put("CARILLON_SEVERITY", Kind.word(transition.severity()));
        variables.put("CARILLON_TIME", transition.time().toString());
        variables.put(
                "CARILLON_CAUSES",
                transition.causes().stream().map(Object::toString).collect(Collectors.joining(" ")));
        variables.put("CARILLON_MESSAGE", cut(transition.message()));
        variables.replaceAll((name, value) -> value.replace("\0", "\\0")); // where it would end for the program
        return variables;
    }

    private static String cut(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }

    /** In a line for people, whatever stands in it: {@code critical too-hot raised: …}. */
    public String line() {
        String key = transition.key().isEmpty() ? "" : "[" + transition.key() + "]";
        return Printed.line(Kind.word(transition.severity()) + " " + transition.rule() + key + " "
                + Kind.word(transition.to()) + ": " + transition.message());
    }
}
