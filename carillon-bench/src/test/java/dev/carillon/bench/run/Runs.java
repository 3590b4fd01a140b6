package dev.carillon.bench.run;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.run.Settings.Depth;
import java.nio.file.Path;
import java.util.List;

/** Runs of one round, for tests. */
public final class Runs {
    private Runs() {}

    /** One with all the time there is, in the source tree. */
    public static Run brief(Figures figures) {
        return of(figures, Path.of("").toAbsolutePath(), Long.MAX_VALUE);
    }

    /**
     * Another one.
     *
     * @param home where sources of C are, or are missing
     */
    public static Run of(Figures figures, Path home, long nanosLeft) {
        Settings settings = new Settings(1, Depth.TRIAL, List.of(), home);
        return new Run(settings, figures, new Course(new Journal(), figures, _ -> {}), () -> nanosLeft);
    }
}
