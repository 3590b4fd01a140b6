package dev.carillon.app.server;

import dev.carillon.app.command.ControlSignals;
import dev.carillon.app.command.Log;
import dev.carillon.app.control.Answer;
import dev.carillon.app.control.ControlSocket;
import dev.carillon.app.control.Held;
import dev.carillon.app.control.Predecessor;
import dev.carillon.app.control.Succession;
import dev.carillon.config.Failure;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.ServiceManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server that runs: does what it is told by signals, at its control socket, or by systemd, and tells them. */
final class Running implements ControlSignals.Orders {
    private static final String NOT_RELOADED = "not reloaded: ";

    /** How far it has come. */
    private enum State {
        /** Nothing was said to anybody yet. */
        NEW,
        /** It waits for its predecessor to let go. */
        STARTING,
        /** Whoever connects is served. */
        SERVING,
        /** Nobody is let in any more. */
        ENDING
    }

    private final Service service;
    private final Log log;
    private final EventLoop control;
    private final ServiceManager manager;
    private final Served served;
    private final Optional<ControlSocket> socket;
    private final Onlooker onlooker;
    private final Succession succession;
    private final Instant since = Instant.now();
    /** What it was told to do before its predecessor has let go, as it is about to: later nobody is lost by it. */
    private final List<Runnable> waiting = new ArrayList<>();

    /** Who wants files to be read while another process is about to take over, which may have read them or not. */
    private final List<Consumer<Answer>> waitingToReload = new ArrayList<>();

    private State state = State.NEW;
    /** Another process is the service now, of which alone systemd is to hear. */
    private boolean isSucceeded;

    Running(
            Service service,
            EventLoop control,
            ServiceManager manager,
            Served served,
            Optional<ControlSocket> socket,
            Onlooker onlooker) {
        this.service = service;
        this.log = service.log();
        this.control = control;
        this.manager = manager;
        this.served = served;
        this.socket = socket;
        this.onlooker = onlooker;
        this.succession = new Succession(control, service.upgrade());
        socket.ifPresent(this::describe);
    }

    private void describe(ControlSocket at) {
        at.on("status", (request, answer) -> answer.accept(status()));
        at.on("reload", (request, answer) -> reload(answer));
        at.on("upgrade", (request, answer) -> upgrade(answer));
        at.on("stop", (request, answer) -> {
            answer.accept(Answer.done("ending: " + onTheWay()));
            end("ctl");
        });
        onlooker.describe(at);
    }

    /** Everything is there to serve. */
    void begin() {
        Optional<Predecessor> predecessor = Predecessor.present();
        if (predecessor.isPresent()) {
            control.execute(() -> ready(predecessor.get())); // after the signals that have come until now
        } else {
            serve();
        }
    }

    private void ready(Predecessor predecessor) {
        if (state == State.NEW) {
            state = State.STARTING;
            predecessor.ready(control, this::takeOver);
        }
    }

    private void takeOver() {
        served.start();
        onlooker.start();
        socket.ifPresent(ControlSocket::start);
        serve();
        waiting.forEach(Runnable::run);
    }

    private void serve() {
        state = State.SERVING;
        onlooker.began();
        manager.ready();
    }

    @Override
    public void end(String reason) {
        if (state == State.NEW) { // the predecessor goes on
            state = State.ENDING;
            Predecessor.tell("it was told to end by " + reason);
            control.stop();
            return;
        }
        if (state == State.STARTING && waiting.isEmpty()) {
            waiting.add(() -> end(reason));
            return;
        }
        if (state != State.SERVING) { // for the second time
            control.stop();
            return;
        }
        state = State.ENDING;
        if (!isSucceeded) {
            manager.stopping();
        }
        CompletionStage<?> drained = served.drain(service.drain());
        log.info(reason + ": ending, " + onTheWay() + "; a second signal ends it at once");
        drained.whenComplete((ended, error) -> stop());
    }

    private String onTheWay() {
        return served.pending() + " on the way still";
    }

    private void stop() {
        try {
            control.execute(control::stop);
        } catch (RejectedExecutionException e) {
            // A second signal was faster.
        }
    }

    @Override
    public void reload() {
        reload(answer -> {});
    }

    private void reload(Consumer<Answer> asker) {
        if (state == State.NEW || state == State.STARTING) {
            waiting.add(() -> reload(asker));
        } else if (succession.isUnderWay()) {
            waitingToReload.add(asker);
        } else {
            asker.accept(reloaded());
        }
    }

    private Answer reloaded() {
        if (!isSucceeded) {
            manager.reloading();
        }
        Answer answer = readAgain();
        socket.ifPresent(at -> at.renew(log));
        if (answer.ok()) {
            log.info(answer.text());
        } else {
            answer.text().lines().forEach(log::error);
        }
        if (!isSucceeded) {
            manager.ready();
        }
        return answer;
    }

    private Answer readAgain() {
        try {
            List<String> done = Stream.of(service.reloadKeys(), reloadPage(), served.reload())
                    .flatMap(Optional::stream)
                    .toList();
            return done.isEmpty()
                    ? Answer.done("there is nothing to read again")
                    : shown(Answer.done("reloaded: " + String.join("; ", done)));
        } catch (WrongConfiguration e) { // as each of these does, it leaves everything as it was
            return shown(Answer.refused(
                    e.lines().stream().map(line -> NOT_RELOADED + line).collect(Collectors.joining("\n"))));
        } catch (Exception e) {
            return shown(Answer.refused(NOT_RELOADED + Failure.line(e)));
        }
    }

    private Optional<String> reloadPage() {
        List<String> keys = onlooker.reload();
        return keys.isEmpty() ? Optional.empty() : Optional.of("the page's " + String.join("; ", keys));
    }

    private Answer shown(Answer answer) {
        onlooker.reloaded(answer.ok(), answer.text());
        return answer;
    }

    @Override
    public void report() {
        String figures = served.figures();
        service.tell(figures);
        if (!isSucceeded) {
            manager.status(figures);
        }
    }

    private Answer status() {
        String figures = served.figures();
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("command", service.name());
        members.put("pid", ProcessHandle.current().pid());
        members.put("state", state.name().toLowerCase(Locale.ROOT));
        members.put("since", since.toString());
        members.put("place", served.place());
        members.put("figures", figures);
        return new Answer(
                true,
                service.name() + ", process " + ProcessHandle.current().pid() + ", " + members.get("state") + " since "
                        + since + " on " + served.place() + "\n" + figures,
                members);
    }

    @Override
    public void upgrade() {
        upgrade(answer -> {});
    }

    private void upgrade(Consumer<Answer> asker) {
        if (state == State.NEW || state == State.STARTING) {
            waiting.add(() -> upgrade(asker));
            return;
        }
        List<Held> held = new ArrayList<>(served.held());
        if (state != State.SERVING || held.isEmpty()) {
            refuse(asker, state == State.SERVING ? "this server's sockets cannot be handed over" : "it is not serving");
            return;
        }
        held.addAll(onlooker.held());
        socket.ifPresent(at -> held.add(at.held()));
        long pid = succession.begin(held, new Succession.Outcome() {
            @Override
            public void tookOver(long pid) {
                succeeded(pid, asker);
            }

            @Override
            public void failed(String why) {
                refuse(asker, why);
                List<Consumer<Answer>> askers = List.copyOf(waitingToReload);
                waitingToReload.clear();
                askers.forEach(one -> reload(one));
            }
        });
        if (pid > 0) {
            log.info("restart: process " + pid + " is to take over");
        }
    }

    private void refuse(Consumer<Answer> asker, String why) {
        log.error("not restarted: " + why);
        asker.accept(Answer.refused("not restarted: " + why));
    }

    private void succeeded(long pid, Consumer<Answer> asker) {
        String text = "restarted: process " + pid + " has taken over";
        log.info(text);
        manager.mainPid(pid);
        isSucceeded = true;
        served.succeeded();
        if (!waitingToReload.isEmpty()) {
            Signals.send(pid, Signal.HUP);
            waitingToReload.forEach(one -> one.accept(Answer.done(text + ", and reads its files again")));
        }
        asker.accept(new Answer(true, text, Map.of("pid", pid)));
        end("restart");
    }
}
