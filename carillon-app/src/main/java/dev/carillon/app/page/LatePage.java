package dev.carillon.app.page;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Failure;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The page of a monitor, which may be opened beside it: what nobody has asked for by name is nothing that the first events wait for. Safe
 * from any thread.
 */
public final class LatePage implements AutoCloseable {
    private final CompletableFuture<Page> page;
    private final Optional<Page> atOnce;

    /** Opens a page. */
    @FunctionalInterface
    public interface Opening {
        /** Opens it, which takes as long as all else at the start of a monitor. */
        Page open() throws IOException, WrongUsage;
    }

    private LatePage(CompletableFuture<Page> page, Optional<Page> atOnce) {
        this.page = page;
        this.atOnce = atOnce;
    }

    /** Opens it now, and fails where it cannot be. */
    public static LatePage now(Opening opening) throws IOException, WrongUsage {
        Page page = opening.open();
        return new LatePage(CompletableFuture.completedFuture(page), Optional.of(page));
    }

    /** Opens it on a thread of its own. */
    public static LatePage later(Opening opening) {
        CompletableFuture<Page> page = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("page-opening").start(() -> {
            try {
                page.complete(opening.open());
            } catch (IOException | WrongUsage | RuntimeException e) {
                page.completeExceptionally(e);
            }
        });
        return new LatePage(page, Optional.empty());
    }

    /** The page, if it was opened now and not later. */
    public Optional<Page> atOnce() {
        return atOnce;
    }

    /**
     * Has somebody hear when it is open or cannot be: at once if that is known, else on the thread that opens it.
     *
     * @param then gets the page, or why there is none
     */
    public void whenOpen(BiConsumer<@Nullable Page, String> then) {
        var _ = page.whenComplete(
                (opened, failure) -> then.accept(opened, failure == null ? "" : Failure.line(failure)));
    }

    /** As {@link #whenOpen(BiConsumer)}, only if it is open. */
    public void whenOpen(Consumer<Page> then) {
        var _ = page.thenAccept(then);
    }

    /** Has somebody told in a line where it is, or {@code none: } and why; nothing if it is served nowhere. */
    public void tellWhere(Consumer<String> told) {
        whenOpen((opened, why) -> {
            if (opened == null) {
                told.accept("none: " + why);
            } else {
                opened.urlToRead().ifPresent(told);
            }
        });
    }

    @Override
    public void close() {
        try {
            page.join().close();
        } catch (CompletionException e) {
            // It was never open.
        }
    }
}
