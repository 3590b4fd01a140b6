package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Program;
import dev.carillon.config.Section;
import java.util.List;
import java.util.Optional;

/**
 * A check as Nagios has them, started every so often: the exit code says how things are, 0 to 3.
 *
 * @param command the program and its arguments
 */
record PluginInput(List<String> command, Often often) implements Input {
    static final String KEY = "plugin";
    private static final Key<String> RUN =
            new Key<>("run", Kind.text(), "The program and its arguments, without a shell.");

    static Optional<Input> read(Section source) {
        return source.section(
                        KEY,
                        "A check as Nagios has them: its exit code, 0 to 3 for ok, warning, critical and unknown, is"
                                + " the value (polled).")
                .map(of -> new PluginInput(command(of), Often.read(of)));
    }

    private static List<String> command(Section of) {
        List<String> command = of.requireList(RUN);
        Program.check(of, RUN.name(), command);
        return command;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        return new OpenPlugin(this, inlet);
    }
}
