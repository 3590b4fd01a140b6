package dev.carillon.app.server;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.control.Held;
import dev.carillon.app.site.Generation;
import dev.carillon.app.site.Generations;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.HttpStatistics;
import dev.carillon.loop.LoopGroup;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Sites, served over HTTP by some listeners, both of which can be replaced while they serve. */
final class ServedSite implements Served {
    /** Its sockets may be any free port, as others. */
    private static final String METRICS = "metrics ";

    private final LoopGroup loops;
    private final Generations generations;
    private final Source source;
    private final Map<String, LiveListener> listeners = new LinkedHashMap<>();
    /** Those that are to listen no more, and have connections still. */
    private final List<LiveListener> leaving = new ArrayList<>();
    /** What those have done that have ended. */
    private final SiteFigures past = new SiteFigures();

    /** Not by references to its methods, which would load it, and Micrometer, where there is none. */
    private final Optional<MetricsServer> metrics;

    private boolean isSucceeded;
    private ServeSettings settings;
    private Generation generation;

    /** Where settings come from. */
    @FunctionalInterface
    interface Source {
        /** Reads them again. */
        ServeSettings read() throws WrongUsage, WrongConfiguration;
    }

    /**
     * Listens.
     *
     * @param first what is served until {@link #reload}
     * @param opened its sites
     * @param source what is read then
     */
    ServedSite(LoopGroup loops, Generations generations, ServeSettings first, Generation opened, Source source) {
        this.loops = loops;
        this.generations = generations;
        this.source = source;
        this.settings = first;
        this.generation = opened;
        listeners.putAll(open(first, opened));
        generations.serves(opened);
        metrics = first.metrics()
                .map(at -> Place.besides("--metrics", at, listening()))
                .map(at -> MetricsServer.open(Listening.at(at, METRICS + Place.text(at)), loops, servers()));
    }

    private List<SocketAddress> listening() {
        return listeners.values().stream()
                .map(listener -> listener.server().address())
                .toList();
    }

    private Map<String, HttpServer> servers() {
        Map<String, HttpServer> servers = new LinkedHashMap<>();
        listeners.values().forEach(listener -> servers.put(listener.name(), listener.server()));
        return servers;
    }

    /** Opens the listeners that there are not yet; all or none. */
    private Map<String, LiveListener> open(ServeSettings wanted, Generation with) {
        Map<String, LiveListener> opened = new LinkedHashMap<>();
        try {
            for (ListenSettings one : wanted.listeners()) {
                if (!listeners.containsKey(one.key())) {
                    opened.put(one.key(), open(one, wanted, with));
                }
            }
            return opened;
        } catch (RuntimeException e) {
            opened.values().forEach(listener -> listener.drain(Duration.ZERO));
            throw e;
        }
    }

    private LiveListener open(ListenSettings one, ServeSettings all, Generation with) {
        try {
            return LiveListener.open(loops, one, all, with);
        } catch (RuntimeException e) {
            Optional<String> rival = listeners.values().stream()
                    .map(listener -> listener.server().address())
                    .filter(address -> Place.haveOnePort(address, one.address()))
                    .findFirst()
                    .map(Place::text);
            throw rival.isEmpty()
                    ? e
                    : new IllegalStateException(
                            one.place() + ": this server has the port itself, " + rival.get()
                                    + ", until what replaces it is open; allowed: another port, or to stop and start"
                                    + " it anew",
                            e);
        }
    }

    @Override
    public String place() {
        return listeners.values().stream().map(LiveListener::place).collect(Collectors.joining(", "));
    }

    @Override
    public List<SocketAddress> addresses() {
        List<SocketAddress> all = new ArrayList<>(listening());
        metrics.ifPresent(at -> all.add(at.address()));
        return all;
    }

    @Override
    public List<Held> held() {
        List<Held> held = new ArrayList<>();
        listeners.values().forEach(listener -> held.add(listener.held()));
        metrics.ifPresent(at -> held.add(at.held()));
        return held;
    }

    @Override
    public void start() {
        listeners.values().forEach(LiveListener::start);
        metrics.ifPresent(at -> at.start());
    }

    @Override
    public List<String> terms() {
        List<String> lines = new ArrayList<>();
        for (LiveListener listener : listeners.values()) {
            String whose = listeners.size() > 1 ? listener.place() + ": " : "";
            listener.terms().forEach(line -> lines.add(whose + line));
        }
        metrics.ifPresent(at -> lines.add("metrics on " + Place.text(at.address())));
        return lines;
    }

    @Override
    public Optional<String> reload() throws WrongUsage, WrongConfiguration {
        ServeSettings read = source.read();
        if (read.isWithoutListeners() && !settings.isWithoutListeners()) {
            throw new IllegalStateException(
                    read.file().map(file -> file + ":1:1: ").orElse("")
                            + "listen is missing; allowed: a table [listen.NAME] for each address, as before");
        }
        ServeSettings wanted = read.keeping(settings);
        Generation next = generations.open(wanted.sites(), wanted.accessLog());
        leaveThoseWithoutFile();
        Map<String, LiveListener> opened;
        try {
            opened = open(wanted, next);
        } catch (RuntimeException e) {
            next.giveBack();
            throw e;
        }
        // Nothing fails from here on.
        List<String> words = new ArrayList<>();
        words.add(wanted.summary());
        change(wanted, next, words);
        opened.values().forEach(listener -> words.add("listening on " + listener.place()));
        listeners.putAll(opened);
        metrics.ifPresent(at -> at.show(servers()));
        next.log().ifPresent(log -> {
            log.reopen();
            words.add("opening the access log again");
        });
        words.addAll(terms());
        words.addAll(read.waiting(settings));
        generations.serves(next);
        generation.giveBack();
        generation = next;
        settings = wanted;
        return Optional.of(String.join("; ", words));
    }

    /** Nobody can connect to a Unix socket any more whose file somebody has removed: it is opened anew, if it is wanted still. */
    private void leaveThoseWithoutFile() {
        listeners.values().removeIf(listener -> {
            if (!listener.hasLostItsFile()) {
                return false;
            }
            listener.held().letGo().run();
            listener.drain(settings.process().drain());
            leaving.add(listener);
            return true;
        });
    }

    /** Changes the listeners that stay, and ends the others. */
    private void change(ServeSettings wanted, Generation next, List<String> words) {
        Map<String, ListenSettings> byKey =
                wanted.listeners().stream().collect(Collectors.toMap(ListenSettings::key, one -> one));
        listeners.entrySet().removeIf(entry -> {
            LiveListener listener = entry.getValue();
            ListenSettings stays = byKey.get(entry.getKey());
            if (stays != null) {
                listener.change(stays, wanted, next);
                return false;
            }
            words.add("ending on " + listener.place());
            listener.drain(settings.process().drain());
            leaving.add(listener);
            return true;
        });
    }

    @Override
    public void succeeded() {
        isSucceeded = true;
    }

    @Override
    public CompletionStage<?> drain(Duration limit) {
        if (!isSucceeded) {
            metrics.ifPresent(at -> at.ending());
            listeners.values().forEach(LiveListener::ending);
        }
        CompletableFuture<?>[] ends = all().stream()
                .map(listener -> listener.drain(limit).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ends);
    }

    /** Also those that are leaving, but for those that have left. */
    private List<LiveListener> all() {
        leaving.removeIf(listener -> {
            if (listener.hasEnded()) {
                past.add(listener);
            }
            return listener.hasEnded();
        });
        List<LiveListener> all = new ArrayList<>(leaving);
        all.addAll(listeners.values());
        return all;
    }

    @Override
    public long pending() {
        return all().stream()
                .mapToLong(listener -> listener.server().statistics().inFlight())
                .sum();
    }

    @Override
    public String figures() {
        SiteFigures sum = new SiteFigures();
        all().forEach(sum::add);
        sum.add(past);
        return sum.line(generation.log());
    }

    @Override
    public String file() {
        return settings.file().map(Path::toString).orElse("");
    }

    /** Those that are leaving have theirs among those of their name. */
    @Override
    public List<Work> work() {
        Map<String, Work> byName = new LinkedHashMap<>();
        for (LiveListener listener : all()) {
            HttpStatistics figures = listener.server().statistics();
            long inFlight = figures.inFlight();
            Work work = new Work(listener.name() + " requests", figures.requests(), inFlight);
            byName.merge(
                    work.name(),
                    work,
                    (one, other) ->
                            new Work(one.name(), one.begun() + other.begun(), one.inFlight() + other.inFlight()));
        }
        return List.copyOf(byName.values());
    }

    @Override
    public long lost() {
        return generation.log().map(log -> log.statistics().dropped()).orElse(0L);
    }

    @Override
    public void close() {
        metrics.ifPresent(at -> at.close());
        all().forEach(LiveListener::close);
        generation.giveBack();
    }
}
