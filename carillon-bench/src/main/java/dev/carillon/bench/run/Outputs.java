package dev.carillon.bench.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a run's results go besides the terminal.
 *
 * @param json the raw figures, and the table beside them as Markdown
 * @param html the report to look at, one file
 * @param svg the report's plots
 * @param resume where its finished steps are, to go on with; if none is said, a new file
 */
public record Outputs(Optional<Path> json, Optional<Path> html, Optional<Path> svg, Optional<Path> resume) {}
