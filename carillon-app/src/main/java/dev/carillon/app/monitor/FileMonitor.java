package dev.carillon.app.monitor;

import dev.carillon.app.command.ControlSignals;
import dev.carillon.app.command.Lines;
import dev.carillon.app.command.Log;
import dev.carillon.app.command.PollerOption;
import dev.carillon.app.command.StandardOutput;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.control.Answer;
import dev.carillon.app.control.ControlSocket;
import dev.carillon.app.page.LatePage;
import dev.carillon.app.page.Page;
import dev.carillon.config.Address;
import dev.carillon.config.Failure;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.dashboard.Intake;
import dev.carillon.linux.Orphans;
import dev.carillon.linux.Signal;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.PollerKind;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.file.MonitorFile;
import dev.carillon.monitor.file.MonitorSettings;
import dev.carillon.monitor.file.ProcessSettings;
import dev.carillon.monitor.run.Drill;
import dev.carillon.monitor.run.Monitor;
import dev.carillon.net.ServiceManager;
import dev.carillon.net.tls.KeyMaterialException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** {@code carillon monitor -c FILE}: the monitor of a machine, from its first line to its last. */
final class FileMonitor implements ControlSignals.Orders {
    /** Bytes. A read is handled as a whole: of short lines a thousand, which is a good share of a turn. */
    private static final int READ = 8 * 1024;

    /** How long its end waits for who reads what it prints, and for the fleet. */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    private static final String SOURCE = "source";
    /** The member of its status with where it keeps what survives it. */
    static final String STATE_DIRECTORY = "stateDirectory";

    private final EventLoop loop;
    private final Monitor monitor;
    private final ServiceManager manager;
    private final FileReloads reloads;
    private final Reports reports;
    private final Log log;
    private final Instant since = Instant.now();
    private Optional<ControlSocket> socket = Optional.empty();
    private final WatchedMonitor watched;
    private Optional<LatePage> page = Optional.empty();
    private boolean isEnding;

    private FileMonitor(EventLoop loop, Monitor monitor, ServiceManager manager, Log log) {
        this.loop = loop;
        this.monitor = monitor;
        this.manager = manager;
        this.log = log;
        this.reloads = new FileReloads(loop, monitor, manager, log, this::reloaded);
        this.reports = new Reports(loop, monitor, this::figures, log);
        this.watched = new WatchedMonitor(loop, monitor, reloads, since);
    }

    /** Runs until it is told to end. */
    static int run(ParseResult parsed) throws WrongUsage, WrongConfiguration, IOException {
        String file = parsed.matchedOptionValue(MonitorCommand.CONFIG, "");
        if (file.isEmpty()) {
            throw new WrongUsage(MonitorCommand.CONFIG + " FILE: which file, please");
        }
        MonitorCommand.refuseOptions(parsed, MonitorCommand.CONFIG);
        MonitorSettings settings = MonitorFile.read(Path.of(file));
        PollerKind poller = PollerOption.of(parsed);
        PollerOption.allowDescriptors(poller);
        Log log = Log.of(parsed);
        StandardOutput.whenLost(reason -> log.error("standard output: " + reason.getMessage()
                + ": nobody reads what is printed from now on; the monitor goes on"));
        Lines lines = Lines.to(System.out);
        EventPrinter printer = new EventPrinter(lines, parsed.hasMatchedOption("--json"));
        LoopOptions options = LoopOptions.DEFAULTS
                .withPoller(poller)
                .withReadBuffer(READ)
                .withErrorHandler((source, error) -> log.error(source.name() + ": " + Failure.line(error)));
        Intake intake = new Intake();
        Consumer<Event> listener = event -> {
            printer.print(event);
            WatchedMonitor.tell(intake, event);
        };
        try (EventLoop loop = EventLoop.open("monitor", options);
                ServiceManager manager = ServiceManager.of(loop);
                Monitor monitor = Monitor.open(loop, settings, signals(), listener, log::info)) {
            FileMonitor running = new FileMonitor(loop, monitor, manager, log);
            try (Held metrics = running.serveFigures();
                    LatePage page = running.openPage(parsed, intake)) {
                running.begin(parsed, metrics, page);
                loop.run();
                monitor.awaitLeft(LAST_LINES);
            }
        } finally {
            lines.flush(LAST_LINES);
            log.flush(LAST_LINES);
        }
        return ExitCode.OK;
    }

    /** One that nobody has asked for is open a little later than the monitor is ready. */
    private LatePage openPage(ParseResult parsed, Intake intake) throws WrongUsage, IOException {
        ProcessSettings process = monitor.settings().process();
        LatePage.Opening opening = () -> Page.open(watched, intake, parsed, process.page(), process.state(), log);
        return Page.isAsked(parsed, process.page()) ? LatePage.now(opening) : LatePage.later(opening);
    }

    private static Set<Signal> signals() {
        return new TreeSet<>(ControlSignals.ALL);
    }

    /** The server of figures, if there is one. */
    private record Held(Optional<MonitorMetrics> server) implements AutoCloseable {
        @Override
        public void close() {
            server.ifPresent(MonitorMetrics::close);
        }
    }

    private Held serveFigures() {
        return new Held(monitor.settings()
                .process()
                .metrics()
                .map(address -> MonitorMetrics.open(address, loop, this::figures)));
    }

    private Figures figures() {
        return Figures.of(monitor, reloads);
    }

    private void reloaded() {
        reloadPage();
        reports.replace(monitor.settings().process().report());
        watched.reloaded();
    }

    /** On a thread of its own, as the loop waits for no disk. What is wrong with its certificate has the one that it has stay. */
    private void reloadPage() {
        page.ifPresent(late -> late.whenOpen(opened -> Thread.ofPlatform()
                .daemon()
                .name("page-keys")
                .start(() -> {
                    try {
                        opened.reload().forEach(line -> log.info("the page's " + line));
                    } catch (KeyMaterialException e) {
                        log.error("the page's certificate stays as it was: " + Failure.line(e));
                    }
                })));
    }

    private void begin(ParseResult parsed, Held metrics, LatePage opening) throws WrongUsage, IOException {
        page = Optional.of(opening);
        if (Orphans.comeToUs()) { // the first process of a container
            loop.reapOrphans((source, orphan) -> {});
        }
        String control = monitor.settings().process().control().orElse(null);
        socket = ControlSocket.open(loop, parsed, control, log);
        socket.ifPresent(at -> describe(at, opening));
        new ControlSignals(this).open(loop, signals(), monitor::signalled);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pid", ProcessHandle.current().pid());
        fields.put("file", monitor.settings().file().toString());
        fields.put("text", monitor.settings().summary());
        fields.put(
                "state",
                monitor.settings()
                        .process()
                        .state()
                        .map(Path::toString)
                        .orElse("none: kill -9 loses alarms, records, and what is still to be told"));
        metrics.server().ifPresent(server -> fields.put("metrics", Address.text(server.address())));
        opening.atOnce().flatMap(Page::url).ifPresent(url -> fields.put("page", url));
        reports.replace(monitor.settings().process().report());
        monitor.tell("ready", fields);
        manager.ready();
        opening.whenOpen((opened, why) -> onLoop(() -> begun(opened, why, fields.containsKey("page"))));
    }

    /** All that is to be there is there, and the page's opening takes no processor any more. */
    private void begun(@Nullable Page opened, String why, boolean isTold) {
        if (opened == null) {
            monitor.tell("page", Map.of("text", "none: " + why));
        } else if (!isTold) {
            opened.url().ifPresent(url -> monitor.tell("page", Map.of("text", url)));
        }
        if (opened != null
                && StandardOutput.isTerminal()) { // else the journal would keep it: carillon ctl monitor page
            opened.urlWithToken().ifPresent(url -> log.info("page: " + url));
        }
        Drill.begin(monitor.settings());
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // It has ended meanwhile.
        }
    }

    private void describe(ControlSocket socket, LatePage page) {
        socket.on("status", (request, answer) -> answer.accept(status()));
        socket.on("reload", (request, answer) -> reload(answer));
        socket.on("plan", (request, answer) -> reloads.plan(Path.of(request.getOrDefault("file", "")), answer));
        socket.on(
                "add",
                (request, answer) ->
                        answer.accept(add(request.getOrDefault(SOURCE, ""), request.getOrDefault("count", ""))));
        socket.on("eventfd", (request, answer) -> answer.accept(eventFd(request.getOrDefault(SOURCE, ""))));
        AlarmRequests.describe(socket, monitor);
        BoardRequest.describe(socket, loop, page);
        socket.on("stop", (request, answer) -> {
            answer.accept(Answer.done("ending"));
            end("ctl");
        });
        socket.feed("tap", (request, lines) -> tap(request.getOrDefault(SOURCE, ""), lines));
    }

    private Answer add(String source, String count) {
        if (!count.matches("[0-9]{1,18}")) {
            return Answer.refused("what is added is a number from 0 on, not \"" + count + "\"");
        }
        try {
            return monitor.add(source, Long.parseLong(count))
                    ? Answer.done("added")
                    : Answer.refused("the counter is full");
        } catch (IllegalArgumentException e) {
            return Answer.refused(source + ": " + Failure.line(e));
        }
    }

    private Answer eventFd(String source) {
        try {
            return Answer.done("the eventfd of " + source).with(monitor.eventFd(source));
        } catch (IllegalArgumentException e) {
            return Answer.refused(source + ": " + Failure.line(e));
        }
    }

    private Runnable tap(String source, Consumer<String> lines) {
        Set<String> names = monitor.ledgers().keySet();
        if (!names.contains(source) && !source.equals("monitor")) {
            throw new IllegalArgumentException(
                    "there is no source " + source + "; there are monitor, " + String.join(", ", names));
        }
        EventPrinter printer = new EventPrinter((TextOutput) text -> lines.accept(text.stripTrailing()), true);
        Consumer<Event> listener = printer::print;
        return monitor.tap(source, listener);
    }

    @Override
    public void end(String reason) {
        if (isEnding) {
            loop.stop();
            return;
        }
        isEnding = true;
        manager.stopping();
        log.info(reason + ": ending");
        monitor.close();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("reason", reason);
        fields.put("events", monitor.events());
        monitor.tell("ended", fields);
        loop.stop(); // which waits for programs to end
    }

    @Override
    public void reload() {
        reload(answer -> {});
    }

    private void reload(Consumer<Answer> asker) {
        socket.ifPresent(at -> at.renew(log));
        reloads.reload(asker);
    }

    @Override
    public void report() {
        Figures figures = figures();
        monitor.tell("report", figures.fields());
        manager.status(figures.line());
    }

    private Answer status() {
        Figures figures = figures();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("command", "monitor");
        members.put("pid", ProcessHandle.current().pid());
        members.put("state", isEnding ? "ending" : "running");
        members.put("since", since.toString());
        members.put("file", monitor.settings().file().toString());
        monitor.settings()
                .process()
                .state()
                .ifPresent(directory ->
                        members.put(STATE_DIRECTORY, directory.toAbsolutePath().toString()));
        members.put("events", monitor.events());
        members.put("reloads", reloads.done());
        members.put("failedReloads", reloads.failed());
        return new Answer(
                true,
                "monitor, process " + ProcessHandle.current().pid() + ", since " + since + ", "
                        + monitor.settings().file() + "\n" + figures.text(),
                members);
    }
}
