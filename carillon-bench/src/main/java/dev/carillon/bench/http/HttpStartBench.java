package dev.carillon.bench.http;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Target;
import dev.carillon.bench.run.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures how long servers take from their start to their first answer, beside a bare "hello world" of the same JVM. */
public final class HttpStartBench {
    private static final List<HttpSide> SIDES =
            List.of(HttpSide.CARILLON, HttpSide.NETTY, HttpSide.JETTY, HttpSide.HELIDON, HttpSide.JDK, HttpSide.NGINX);
    private static final String KEPT = "http start ";
    private static final String HELLO = KEPT + "hello world";
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int SECONDS = 30;

    private final Run run;
    private final Figures figures;
    private final int starts;

    /** Measures nothing yet. */
    public HttpStartBench(Run run) {
        this.run = run;
        this.figures = run.figures();
        this.starts = run.settings().depth().of(7, 3, 1);
    }

    /** What the servers are compared with. */
    static final class Hello {
        public static void main(String[] arguments) {
            System.out.println("hello");
        }
    }

    /** Something to be started: nanoseconds until it has answered. */
    private interface Start {
        long nanos() throws Children.Failure;
    }

    /** Ours beside the hello world, and beside the others. */
    public static List<Row> rows() {
        String ours = KEPT + HttpSide.CARILLON.text();
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("HTTP: start to first answer / hello world", "ms", ours, HELLO, Target.FIRST_ANSWER, true));
        for (HttpSide side : SIDES) {
            if (side != HttpSide.CARILLON) {
                String what = "HTTP: start to first answer / " + side.text();
                rows.add(new Row(what, "ms", ours, KEPT + side.text(), Target.NONE, true));
            }
        }
        return rows;
    }

    /** Measures all. */
    public void run() {
        try {
            Site site = Site.create();
            run.rounds().each("HTTP, start", "HTTP, start to first answer", round -> round(round, site));
        } catch (Children.Failure e) {
            figures.failed("HTTP, start", e.getMessage());
        }
    }

    private void round(int round, Site site) {
        measure(round, HELLO, HttpStartBench::hello);
        for (HttpSide side : SIDES) {
            measure(round, KEPT + side.text(), () -> firstAnswer(side, site));
        }
    }

    private static long hello() throws Children.Failure {
        long began = System.nanoTime();
        Children.run(SECONDS, Children.javaCommand(Hello.class));
        return System.nanoTime() - began;
    }

    private static long firstAnswer(HttpSide side, Site site) throws Children.Failure {
        long began = System.nanoTime();
        try (ServerProcess server = new ServerProcess(side, site, false, command -> command)) {
            server.answer(Resource.PLAINTEXT);
            return System.nanoTime() - began;
        }
    }

    private void measure(int round, String name, Start start) {
        try {
            start.nanos(); // reads everything into the page cache
            double[] millis = new double[starts];
            for (int i = 0; i < starts; i++) {
                millis[i] = start.nanos() / NANOS_PER_MILLI;
            }
            Arrays.sort(millis);
            figures.add(name, new Figures.Figure(round, millis[starts / 2]));
        } catch (Children.Failure e) {
            figures.failed(name, e.getMessage());
        }
    }
}
