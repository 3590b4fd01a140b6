package dev.carillon.bench.run;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's results go besides the terminal; null for nowhere.
 *
 * @param json the raw figures, and the table beside them as Markdown
 * @param html the report to look at, one file
 * @param svg the report's plots
 * @param resume where its finished steps are, to go on with; null for a new file
 */
public record Outputs(
        @Nullable Path json,
        @Nullable Path html,
        @Nullable Path svg,
        @Nullable Path resume) {
    public static final Outputs NONE = new Outputs(null, null, null, null);
}
