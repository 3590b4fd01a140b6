package dev.carillon.bench.http;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Target;
import dev.carillon.bench.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures latencies in an open loop, by {@code h2load(1)}: requests go out at a fixed rate whether answers come or not. The rate is
 * half of what the slowest of the servers manages in a closed loop, the same for all.
 */
public final class HttpOpenLoopBench {
    private static final List<HttpSide> SIDES =
            List.of(HttpSide.CARILLON, HttpSide.CONTROL, HttpSide.NGINX, HttpSide.NETTY);
    private static final String WHAT = "HTTP, open loop";
    private static final String P50 = "http open p50 ";
    private static final String P999 = "http open p99.9 ";
    private static final Pattern RATE = Pattern.compile("finished in .*, ([\\d.]+) req/s");
    private static final int CLIENTS = 64;
    private static final int SECONDS = 60;
    private static final double MOST_LOST = 0.01;

    private final Run run;
    private final Figures figures;

    /** Measures nothing yet. */
    public HttpOpenLoopBench(Run run) {
        this.run = run;
        this.figures = run.figures();
    }

    /** Ours beside each of the others, and beside itself. */
    public static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (HttpSide side : SIDES) {
            if (side != HttpSide.CARILLON) {
                rows.add(row("HTTP, open loop at half the rate, p99.9 / ", P999, side));
                rows.add(row("  median / ", P50, side));
            }
        }
        return rows;
    }

    private static Row row(String what, String kept, HttpSide side) {
        String ours = kept + HttpSide.CARILLON.text();
        return new Row(what + side.text(), "us", ours, kept + side.text(), Target.NONE, true);
    }

    /** Measures all. */
    public void run() {
        try {
            Children.run(SECONDS, List.of("h2load", "--version"));
            Site site = Site.create();
            run.rounds().each(WHAT, WHAT, round -> round(round, site));
        } catch (Children.Failure e) {
            figures.failed(WHAT, "h2load: " + e.getMessage());
        }
    }

    private void round(int round, Site site) {
        List<ServerProcess> servers = new ArrayList<>();
        List<HttpSide> order = new ArrayList<>(SIDES);
        Collections.rotate(order, round);
        try {
            double slowest = Double.POSITIVE_INFINITY;
            for (HttpSide side : order) {
                ServerProcess server = new ServerProcess(side, site, false, command -> command);
                servers.add(server);
                server.answer(Resource.PLAINTEXT);
                closedLoop(server); // for nothing: it gets warm
                slowest = Math.min(slowest, closedLoop(server));
            }
            for (ServerProcess server : servers) {
                openLoop(round, site, server, Math.max(1, (int) (slowest / 2 / CLIENTS)));
            }
        } catch (Children.Failure e) {
            figures.failed(WHAT + ", round " + round, e.getMessage());
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    private List<String> h2load(ServerProcess server, int seconds, String... more) {
        List<String> command = new ArrayList<>(List.of("h2load", "--h1", "-t1", "-c" + CLIENTS, "-D" + seconds));
        command.addAll(List.of(more));
        command.add("http://127.0.0.1:" + server.port() + Resource.PLAINTEXT.path());
        return command;
    }

    /** Requests a second. */
    private double closedLoop(ServerProcess server) throws Children.Failure {
        String printed =
                Children.run(SECONDS, h2load(server, run.settings().depth().of(3, 2, 1)));
        Matcher rate = RATE.matcher(printed);
        if (!rate.find()) {
            throw new Children.Failure("h2load tells no rate: " + printed);
        }
        return Double.parseDouble(rate.group(1));
    }

    private void openLoop(int round, Site site, ServerProcess server, int rate) throws Children.Failure {
        Path log = site.directory().resolve("h2load.log");
        log.toFile().deleteOnExit();
        int seconds = run.settings().depth().of(5, 3, 1);
        String each = String.format(Locale.ROOT, "--rps=%d", rate);
        Children.run(SECONDS, h2load(server, seconds, each, "--log-file=" + log));
        try {
            double[] micros = latencies(Files.readAllLines(log));
            if (micros.length < (1 - MOST_LOST) * rate * CLIENTS * (seconds - 1)) {
                figures.failed(WHAT + ", " + server.side().text(), "it did not keep up with half of its rate");
            }
            String side = server.side().text();
            figures.add(P50 + side, new Figures.Figure(round, micros[micros.length / 2]));
            figures.add(P999 + side, new Figures.Figure(round, micros[(int) (0.999 * micros.length)]));
            Files.delete(log);
        } catch (IOException e) {
            throw new Children.Failure("what h2load logged cannot be read: " + e);
        }
    }

    /**
     * A line a request: when it began, its status, microseconds.
     *
     * @return sorted
     * @throws Children.Failure if one was not answered with 200
     */
    static double[] latencies(List<String> lines) throws Children.Failure {
        double[] micros = new double[lines.size()];
        for (int i = 0; i < micros.length; i++) {
            String[] columns = lines.get(i).split("\t", -1);
            if (columns.length < 3 || !columns[1].equals("200")) {
                throw new Children.Failure("a wrong answer: " + lines.get(i));
            }
            micros[i] = Double.parseDouble(columns[2]);
        }
        if (micros.length == 0) {
            throw new Children.Failure("no answer");
        }
        Arrays.sort(micros);
        return micros;
    }
}
