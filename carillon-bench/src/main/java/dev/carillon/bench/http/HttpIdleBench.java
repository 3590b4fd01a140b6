package dev.carillon.bench.http;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.ClassHistogram;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ProcFile;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Target;
import dev.carillon.bench.run.Rounds;
import dev.carillon.bench.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what connections at rest take of the memory of HTTP servers: each has been answered once. Each server is started anew in
 * each round, and is looked at without connections and then with them.
 */
public final class HttpIdleBench {
    /** Those to be measured. */
    public static final List<HttpSide> SIDES = List.of(HttpSide.CARILLON, HttpSide.NETTY, HttpSide.NGINX);

    private static final String KEPT = "http rest ";
    private static final int SECONDS = 30;
    /** Of a server or of the load, beside its connections. */
    private static final int OTHER_DESCRIPTORS = 200;
    /** nginx is told how many it may have. */
    private static final int MOST = 16_000;

    private final Run run;
    private final Figures figures;
    private final Rounds rounds;
    private final int connections;

    /** @param connections how many are to rest, at most: as many as there can be */
    public HttpIdleBench(Run run, int connections) {
        this.run = run;
        this.figures = run.figures();
        this.rounds = run.rounds();
        this.connections = connections;
    }

    /** What a server has in memory. */
    private record State(ClassHistogram heap, long anonymous) {
        private double bytesSince(State earlier) {
            return heap.since(earlier.heap).bytes() + (anonymous - earlier.anonymous);
        }
    }

    /** Ours beside each of the others. */
    public static List<Row> rows() {
        String ours = KEPT + HttpSide.CARILLON.text();
        return SIDES.stream()
                .filter(side -> side != HttpSide.CARILLON)
                .map(side -> new Row(
                        "HTTP connection at rest, heap and native / " + side.text(),
                        "B",
                        ours,
                        KEPT + side.text(),
                        Target.KIB))
                .toList();
    }

    /** Measures all. */
    public void run() {
        try {
            Site site = Site.create();
            int count = (int) Math.min(Math.min(connections, MOST), ProcFile.mostDescriptors() - OTHER_DESCRIPTORS);
            for (int round = 1; round <= run.settings().rounds(); round++) {
                int number = round;
                for (HttpSide side : SIDES) {
                    String name = "HTTP at rest, " + side.text();
                    if (!rounds.take("HTTP at rest", name, number, () -> measure(number, side, site, count))) {
                        return;
                    }
                }
            }
        } catch (Children.Failure e) {
            figures.failed("HTTP at rest", e.getMessage());
        }
    }

    private void measure(int round, HttpSide side, Site site, int count) {
        try (ServerProcess server = new ServerProcess(side, site, false, command -> touched(side, command));
                Dialog load = new Dialog("the load", Children.javaCommand(HttpLoad.class))) {
            Answer answer = server.answer(Resource.PLAINTEXT);
            String date = answer.dateFrom() + " " + answer.dateTo();
            load.ask("answer " + date + " " + site.write("answer", answer.bytes()), "answer", SECONDS);
            open(load, server, site, Math.min(count, 100));
            load.ask("run " + run.settings().depth().of(2000, 1000, 100), "ran ", SECONDS);
            load.ask("close", "closed", SECONDS);
            look(server); // which makes something by itself the first time
            State without = look(server);
            open(load, server, site, count);
            load.ask("run 0", "ran ", SECONDS); // one request each
            State with = look(server);
            load.ask("close", "closed", SECONDS);
            figures.add(KEPT + side.text(), new Figures.Figure(round, with.bytesSince(without) / count));
            if (side == HttpSide.CARILLON && round == 1) {
                String what = String.format(Locale.ROOT, "heap of one of %,d HTTP connections at rest:%n", count);
                figures.note("idle", what + with.heap.since(without.heap).text(count));
            }
        } catch (Children.Failure e) {
            figures.failed("HTTP at rest, " + side.text(), e.getMessage());
        }
    }

    private static List<String> touched(HttpSide side, List<String> command) {
        if (!side.isJava()) {
            return command;
        }
        List<String> all = new ArrayList<>(command);
        all.addAll(1 + Children.JVM_OPTIONS.size(), Children.TOUCHED_HEAP); // what comes later counts
        return all;
    }

    private static void open(Dialog load, ServerProcess server, Site site, int count) throws Children.Failure {
        String what = " " + count + " 1 0 " + site.request(Resource.PLAINTEXT);
        load.ask("open " + server.port() + what, "open", SECONDS);
    }

    private static State look(ServerProcess server) throws Children.Failure {
        ClassHistogram heap = server.side().isJava() ? ClassHistogram.of(server.pid()) : new ClassHistogram(Map.of());
        return new State(heap, ProcFile.anonymousBytes(server.pid()));
    }
}
