package dev.carillon.app.monitor;

import dev.carillon.app.control.Answer;
import dev.carillon.app.control.ControlSocket;
import dev.carillon.app.page.LatePage;
import dev.carillon.app.page.Page;
import dev.carillon.dashboard.board.Extent;
import dev.carillon.loop.EventLoop;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** What is asked of a page over the control socket: where it is, and all that it shows, for who draws it elsewhere. */
final class BoardRequest {
    /** What fits into a line of the control socket. */
    private static final int MOST_LANES = 64;

    private static final int MOST_PINS = 200;
    private static final int MOST_SOURCES = 1_000;
    /** Of a board; within its line each quotation mark has a backslash before it. */
    private static final int MOST_CHARACTERS = 700_000;

    private BoardRequest() {}

    static void describe(ControlSocket socket, EventLoop loop, LatePage page) {
        socket.on(
                "page", (request, answer) -> whenOpen(page, loop, answer, opened -> answer(loop, answer, url(opened))));
        socket.on(
                "board",
                (request, answer) -> whenOpen(page, loop, answer, opened -> board(request, loop, opened, answer)));
    }

    private static void whenOpen(LatePage page, EventLoop loop, Consumer<Answer> answer, Consumer<Page> then) {
        page.whenOpen((opened, why) -> {
            if (opened == null) {
                answer(loop, answer, Answer.refused("there is no page: " + why));
            } else {
                then.accept(opened);
            }
        });
    }

    private static Answer url(Page page) {
        return page.urlWithToken()
                .map(Answer::done)
                .orElse(Answer.refused("there is no page: it was started with --no-page"));
    }

    private static void board(Map<String, String> request, EventLoop loop, Page page, Consumer<Answer> answer) {
        Extent extent = new Extent(
                number(request, "lanes", MOST_LANES),
                number(request, "pins", MOST_PINS),
                number(request, "sources", MOST_SOURCES));
        page.snapshot(
                extent,
                text -> answer(loop, answer, text.map(BoardRequest::told).orElse(Answer.refused("it is ending"))));
    }

    /** From any thread. */
    private static void answer(EventLoop loop, Consumer<Answer> asker, Answer answer) {
        try {
            loop.execute(() -> asker.accept(answer));
        } catch (RejectedExecutionException e) {
            // It has ended meanwhile.
        }
    }

    private static Answer told(String board) {
        return board.length() > MOST_CHARACTERS
                ? Answer.refused("it is too much for a line: ask for less by \"lanes\", \"pins\" and \"sources\"")
                : new Answer(true, "in \"board\"", Map.of("board", board));
    }

    private static int number(Map<String, String> request, String name, int most) {
        String text = request.getOrDefault(name, "");
        return text.matches("[0-9]{1,4}") ? Math.min(Integer.parseInt(text), most) : most;
    }
}
