package dev.carillon.bench.loop;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.run.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures one JMH benchmark once, in a JVM of its own. */
final class JmhSide {
    private static final int MEASURED = 3;

    private final Settings settings;
    private final Figures figures;

    /** @param figures keeps what JMH says as well, as {@code jmh} */
    JmhSide(Settings settings, Figures figures) {
        this.settings = settings;
        this.figures = figures;
    }

    /** Nanoseconds and bytes an operation. */
    Figures.Figure measure(int round, String benchmark, Map<String, String> parameters) throws Children.Failure {
        Collection<RunResult> results;
        try {
            results = new Runner(options(benchmark, parameters).build()).run();
        } catch (RunnerException e) {
            throw new Children.Failure(benchmark + ": " + e.getMessage());
        }
        if (results.isEmpty()) {
            throw new Children.Failure(benchmark + " gave no result");
        }
        keepRaw(results);
        RunResult result = results.iterator().next();
        double score = result.getPrimaryResult().getScore();
        boolean throughput = result.getParams().getMode() == Mode.Throughput;
        Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        // Throughput is an operation a microsecond.
        return new Figures.Figure(
                round, throughput ? 1000 / score : score, allocated == null ? Double.NaN : allocated.getScore());
    }

    private ChainedOptionsBuilder options(String benchmark, Map<String, String> parameters) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(JmhSide.class.getPackageName() + "." + benchmark) + "$")
                .forks(1)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(settings.depth().of(1000, 300, 200)))
                .measurementIterations(MEASURED)
                .measurementTime(TimeValue.milliseconds(LoopPlan.measureMillis(settings) / MEASURED))
                .timeout(TimeValue.seconds(20))
                .jvmArgs(Children.JVM_OPTIONS.toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        parameters.forEach(options::param);
        return options;
    }

    private void keepRaw(Collection<RunResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(results);
        }
        String runs = bytes.toString(StandardCharsets.UTF_8).strip();
        figures.note(
                "jmh", runs.replaceAll("(\"jvm\" : \")[^\"]*/", "$1")); // where Java lives here says nothing elsewhere
    }
}
