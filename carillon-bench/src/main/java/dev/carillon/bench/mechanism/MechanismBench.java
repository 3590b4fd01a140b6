package dev.carillon.bench.mechanism;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Cpus;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.SystemCalls;
import dev.carillon.bench.run.Rounds;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures what can tell another thread or process that something has happened: in Java and in C, one process of each for
 * a round, which take turns mechanism by mechanism.
 */
public final class MechanismBench {
    private static final int SECONDS = 20;
    private static final int TRACED = 1000;
    private static final int TRACED_QUICKLY = 300;
    private static final int JIT_MILLIS = 150;
    private static final String OURS = "ours";

    /** One side of one mechanism: who measures it, and what it is called there. */
    private record Subject(Mechanism mechanism, Layout layout, String peer, String word, String side) {
        private String text() {
            return mechanism.text() + ", " + layout.text() + ", " + side;
        }
    }

    private final Run run;
    private final Settings settings;
    private final Options options;
    private final Set<Mechanism> mechanisms;
    private final Figures missing;
    private final MechanismFigures figures;
    private final Rounds rounds;
    private final Map<String, Dialog> peers = new TreeMap<>();
    private boolean traces;
    private boolean places = true;
    private @Nullable Path cPeer;

    /**
     * What is to be measured.
     *
     * @param mechanisms those
     * @param millis how long each is measured each way in a round
     * @param busyPoll whether who is told asks again and again instead of sleeping
     */
    public record Options(Set<Mechanism> mechanisms, int millis, boolean busyPoll) {}

    /**
     * Measures nothing yet.
     *
     * @param figures takes what is measured
     */
    public MechanismBench(Run run, MechanismFigures figures, Options options) {
        this.run = run;
        this.settings = run.settings();
        this.options = options;
        this.mechanisms = EnumSet.copyOf(options.mechanisms());
        this.missing = run.figures();
        this.figures = figures;
        this.rounds = run.rounds();
    }

    /** Measures all. */
    public void run() {
        cPeer = run.compile("mechanisms", "mechanisms");
        traces = run.countsCalls("mechanisms");
        String why = Cpus.whyNotPinned(settings.cpus());
        if (!why.isEmpty()) {
            places = false;
            missing.failed("mechanisms, CPUs", "not chosen, so the scheduler changes its mind: " + why);
        }
        if (options.busyPoll() && mechanisms.remove(Mechanism.VIRTUAL)) {
            missing.failed(
                    "mechanisms, " + Mechanism.VIRTUAL.text(),
                    "left out with --busy-poll: one that never sleeps keeps its carrier from the others");
        }
        rounds.each("mechanisms", "mechanisms", this::round);
    }

    private void round(int round) {
        List<Subject> subjects = subjects(round);
        try {
            for (int i = 0; i < subjects.size(); i++) {
                Subject subject = subjects.get(i);
                if (run.nanosLeft().getAsLong() < nanosOfOne()) {
                    run.leaveOut("mechanisms, " + subject.text(), round);
                    continue;
                }
                run.course()
                        .say("mechanisms, round " + round + " of " + settings.rounds() + ", " + (i + 1) + " of "
                                + subjects.size() + ": " + subject.text());
                measure(round, subject);
            }
        } finally {
            peers.values().forEach(Dialog::close);
            peers.clear();
        }
    }

    /** What is measured of one, warm-up and all. */
    private long nanosOfOne() {
        return TimeUnit.MILLISECONDS.toNanos(4L * options.millis());
    }

    /** Those that are compared stand beside each other, in the other order every second round. */
    private List<Subject> subjects(int round) {
        List<Subject> all = new ArrayList<>();
        Mechanism control = control(mechanisms);
        for (Layout layout : Layout.values()) {
            for (Mechanism mechanism : mechanisms) {
                if (!mechanism.layouts().contains(layout)) {
                    continue;
                }
                List<Subject> sides = new ArrayList<>();
                addSides(sides, mechanism, layout, "");
                if (mechanism == control) {
                    addSides(sides, mechanism, layout, MechanismFigure.AGAIN);
                }
                if (round % 2 == 0) {
                    Collections.reverse(sides);
                }
                all.addAll(sides);
            }
        }
        return all;
    }

    /** What is measured a second time, for how far two runs of the same thing differ: if possible there and back in Java. */
    static @Nullable Mechanism control(Set<Mechanism> mechanisms) {
        if (mechanisms.contains(Mechanism.EVENTFD)) {
            return Mechanism.EVENTFD;
        }
        return mechanisms.stream()
                .filter(each -> each.side() != Mechanism.Side.NONE && each != Mechanism.TIMERFD)
                .findFirst()
                .or(() -> mechanisms.stream().findFirst())
                .orElse(null);
    }

    private void addSides(List<Subject> sides, Mechanism mechanism, Layout layout, String suffix) {
        if (mechanism.side() != Mechanism.Side.NONE) {
            String side = mechanism.side().text();
            sides.add(new Subject(mechanism, layout, OURS, mechanism.word(), side + suffix));
        }
        if (cPeer != null && !mechanism.peer().isEmpty()) {
            sides.add(new Subject(mechanism, layout, MechanismFigure.C, mechanism.peer(), MechanismFigure.C + suffix));
        }
    }

    private Dialog peer(String name) throws Children.Failure {
        Dialog peer = peers.get(name);
        if (peer == null) {
            List<String> command = new ArrayList<>();
            if (name.equals(OURS)) {
                command.addAll(MechanismPeer.launcher());
                command.addAll(Children.javaCommand(MechanismPeer.class));
            } else {
                command.add(String.valueOf(cPeer));
            }
            peer = new Dialog("mechanisms, " + name, command);
            peers.put(name, peer);
        }
        return peer;
    }

    private void measure(int round, Subject subject) {
        try {
            Dialog peer = peer(subject.peer());
            int cpus = cpus(subject);
            String open = "open " + subject.word() + " " + subject.layout().text() + (options.busyPoll() ? " 1" : " 0")
                    + places(cpus);
            long other = Long.parseLong(peer.ask(open, "open ", SECONDS));
            int millis = options.millis();
            int warmUp = subject.peer().equals(OURS) ? Math.max(millis, JIT_MILLIS) : millis / 2;
            peer.ask("trips " + warmUp + " 0", "trips ", SECONDS + warmUp / 1000);
            String trips = peer.ask("trips " + millis + " 0", "trips ", SECONDS + millis / 1000);
            if (subject.peer().equals(OURS)) {
                peer.ask("flood " + warmUp, "flood ", SECONDS + warmUp / 1000 * 4);
            }
            String flood = peer.ask("flood " + millis, "flood ", SECONDS + millis / 1000 * 4);
            figures.add(
                    new MechanismFigure.Who(subject.mechanism(), subject.layout(), subject.side(), cpus),
                    round,
                    trips,
                    flood);
            if (round == 1 && traces && !isBusy(subject) && !subject.side().endsWith(MechanismFigure.AGAIN)) {
                long began = System.nanoTime();
                trace(subject, peer, other);
                rounds.leaveOut(System.nanoTime() - began);
            }
            peer.ask("close", "closed", SECONDS);
        } catch (Children.Failure | IllegalArgumentException e) {
            missing.failed("mechanisms, " + subject.text(), String.valueOf(e.getMessage()));
            giveUp(subject.peer());
        }
    }

    /** Who asks again and again needs a CPU, lest the other end wait for it; virtual threads cannot be placed. */
    private int cpus(Subject subject) {
        if (!places || subject.mechanism() == Mechanism.VIRTUAL) {
            return 0;
        }
        return isBusy(subject) || !settings.pin().isEmpty() ? 2 : 1;
    }

    /** Whether it asks again and again: as often as it can, which is less often when it is traced. */
    private boolean isBusy(Subject subject) {
        return options.busyPoll() || subject.mechanism() == Mechanism.MAILBOX_BUSY;
    }

    /** Of so many CPUs, that of the end that begins and that of the one that answers; -1 of none. */
    private String places(int cpus) {
        List<Integer> all = settings.cpus();
        return cpus == 0 ? " -1 -1" : " " + all.getFirst() + " " + all.get(cpus - 1);
    }

    /** Begins anew with the next mechanism: this one may hang. */
    private void giveUp(String name) {
        Dialog peer = peers.remove(name);
        if (peer != null) {
            peer.close();
        }
    }

    /** Two processes are counted by one strace each. */
    private void trace(Subject subject, Dialog peer, long other) {
        int events = subject.mechanism() == Mechanism.TIMERFD ? 1 : 2;
        int most = settings.isQuick() ? TRACED_QUICKLY : TRACED;
        try (SystemCalls own = new SystemCalls(peer.pid());
                SystemCalls others = other == peer.pid() ? null : new SystemCalls(other)) {
            long trips = Long.parseLong(peer.ask("trips " + options.millis() * 3 + " " + most, "trips ", SECONDS)
                    .split(" ", 2)[0]);
            double calls = own.count().all();
            calls += others == null ? 0 : others.count().all();
            double ofOne = calls / (trips * events);
            figures.addSystemCalls(subject.mechanism(), subject.layout(), subject.side(), ofOne);
        } catch (Children.Failure e) {
            missing.failed("mechanisms, system calls of " + subject.text(), String.valueOf(e.getMessage()));
        }
    }
}
