package dev.carillon.monitor.action;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Program;
import dev.carillon.config.Section;
import dev.carillon.linux.Signal;
import dev.carillon.monitor.fleet.FleetSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code [action.NAME]}. */
public final class ActionReader {
    private static final int MOST_AT_ONCE = 1000;
    private static final int HIGHEST_DESCRIPTOR = 1_000_000;

    private static final Key<Occasion> ON = new Key<>(
            "on",
            Kind.choice(Occasion.class),
            "Which changes of an alarm it is for. Unless said, \"run\", \"signal\" and \"counter\" are for \"raised\","
                    + " others for all.");
    private static final Key<Boolean> LOG = new Key<>("log", Kind.flag(), "Prints a line, where the monitor prints.");
    private static final Key<String> RUN = new Key<>(
            "run",
            Kind.text(),
            "A program and its arguments, without a shell. What it is about is in its environment, CARILLON_ID,"
                    + " CARILLON_RULE, CARILLON_MESSAGE and others; 64 KiB of its output are kept.");
    private static final Key<Duration> TIME = new Key<>(
            "time", Kind.positiveSpan(), "How long the program of \"run\" may take; then its process group is ended.");
    private static final Key<Integer> AT_ONCE = new Key<>(
            "at-once",
            Kind.number(1, MOST_AT_ONCE),
            "How many of the program may run at the same time. More wait, as many as \"queue\" says.");
    private static final Key<Signal> SEND =
            new Key<>("send", Kind.text("a signal: \"HUP\", \"USR1\", \"RTMIN+1\"", Signal::parse), "Which one.");
    private static final Key<Path> PID_FILE =
            new Key<>("pid-file", Kind.path(), "The file in which the process has left its number; read each time.");
    private static final Key<String> PROGRAM = new Key<>(
            "program",
            Kind.text(),
            "The name that the process must have, as ps -o comm shows it; so an old number hits nobody else.");
    private static final Key<Integer> DESCRIPTOR = new Key<>(
            "descriptor",
            Kind.number(3, HIGHEST_DESCRIPTOR),
            "The number of the eventfd that the monitor was started with; it has to be one that does not block.");
    private static final Key<Integer> ADD =
            new Key<>("add", Kind.number(1, Integer.MAX_VALUE), "How much is added to it.");

    private static final Set<Occasion> ALL = Set.of(Occasion.values());
    private static final Set<Occasion> RAISED = Set.of(Occasion.RAISED);

    private ActionReader() {}

    /** Reads one. What is wrong is noted in the section, and something stands in for it. */
    public static ActionSettings read(String name, Section section) {
        section.exactlyOne(List.of("log", "run", "signal", "counter", "webhook", "alertmanager", "mail"));
        Optional<Set<Occasion>> on = occasions(section);
        Set<Occasion> once = on.orElse(RAISED);
        if (!section.find(LOG).orElse(true)) {
            section.wrong(LOG.name(), "then nothing is done; allowed: true");
        }
        List<String> command = section.list(RUN);
        Program.check(section, RUN.name(), command);
        Duration time = section.get(TIME, Duration.ofMinutes(1));
        int atOnce = section.get(AT_ONCE, 1);
        Optional<ActionSettings> kill =
                section.section("signal", "A signal to another program.").map(inner -> kill(name, once, inner));
        Optional<ActionSettings> counter = section.section("counter", "Adds to a counter that another program reads.")
                .map(inner -> counter(name, once, inner));
        Delivery delivery = RemoteReader.delivery(section);
        Set<Occasion> always = on.orElse(ALL);
        Optional<ActionSettings> webhook = section.section(
                        "webhook", "Posts JSON, to be tried again until it is taken.")
                .map(inner -> RemoteReader.webhook(name, always, inner, delivery));
        Optional<ActionSettings> alertmanager = section.section(
                        "alertmanager", "Posts alerts to an Alertmanager, each minute until the alarm is over.")
                .map(inner -> RemoteReader.alertmanager(name, always, inner, delivery));
        Optional<ActionSettings> mail = section.section(
                        "mail", "Sends mail, to be tried again until the server takes it.")
                .map(inner -> MailReader.mail(name, always, inner, delivery));
        if (!command.isEmpty()) {
            int queue = section.has("queue") ? delivery.queue() : ActionSettings.Run.QUEUE;
            return new ActionSettings.Run(name, once, command, time, atOnce, queue);
        }
        return kill.or(() -> counter)
                .or(() -> webhook)
                .or(() -> alertmanager)
                .or(() -> mail)
                .orElseGet(() -> new ActionSettings.Log(name, always));
    }

    /** What tells the fleet, of what stands in its table. All rules' alarms go there, whatever the rules say of actions. */
    public static ActionSettings.Fleet fleet(FleetSettings fleet, Section section) {
        Delivery delivery = RemoteReader.delivery(section, Delivery.OF_FLEET);
        return new ActionSettings.Fleet(ActionSettings.Fleet.NAME, ALL, fleet.nats(), fleet.host(), delivery);
    }

    private static Optional<Set<Occasion>> occasions(Section section) {
        List<Occasion> given = section.list(ON);
        return given.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(EnumSet.copyOf(given)));
    }

    private static ActionSettings kill(String name, Set<Occasion> on, Section section) {
        return new ActionSettings.Kill(
                name,
                on,
                section.require(SEND, Signal.TERM),
                section.require(PID_FILE, Path.of("")),
                section.find(PROGRAM));
    }

    private static ActionSettings counter(String name, Set<Occasion> on, Section section) {
        return new ActionSettings.Counter(name, on, section.require(DESCRIPTOR, 3), section.get(ADD, 1));
    }
}
