package dev.carillon.app.monitor;

import dev.carillon.app.command.Log;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.page.Page;
import dev.carillon.config.Failure;
import dev.carillon.config.PageSettings;
import dev.carillon.dashboard.Intake;
import dev.carillon.dashboard.Watched;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.ParseResult;

/** The page of a monitor without a file. One that nobody has asked for is opened beside it: the first events do not wait for it. */
final class LatePage {
    private final CompletableFuture<Optional<Page>> page;

    private LatePage(CompletableFuture<Optional<Page>> page) {
        this.page = page;
    }

    /**
     * Opens it, now if somebody has said where, else on a thread of its own.
     *
     * @throws IOException if it cannot be where somebody has said
     */
    static LatePage open(Monitor monitor, ParseResult parsed, Log log) throws IOException, WrongUsage {
        Intake intake = new Intake();
        Watched watched = monitor.watched(intake);
        if (Page.isAsked(parsed)) {
            Page page = Page.open(watched, intake, parsed, PageSettings.NONE, Optional.empty(), log);
            monitor.tellPage(page.urlToRead().orElse(""));
            return new LatePage(CompletableFuture.completedFuture(Optional.of(page)));
        }
        CompletableFuture<Optional<Page>> opening = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("page-opening").start(() -> {
            try {
                Page page = Page.open(watched, intake, parsed, PageSettings.NONE, Optional.empty(), log);
                opening.complete(Optional.of(page));
                monitor.tellPage(page.urlToRead().orElse(""));
            } catch (IOException | WrongUsage | RuntimeException e) {
                opening.complete(Optional.empty());
                monitor.tellPage("none: " + Failure.line(e));
            }
        });
        return new LatePage(opening);
    }

    void close() {
        page.join().ifPresent(Page::close);
    }
}
