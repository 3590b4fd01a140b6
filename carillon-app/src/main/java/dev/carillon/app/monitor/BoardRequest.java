package dev.carillon.app.monitor;

import dev.carillon.app.control.Answer;
import dev.carillon.app.control.ControlSocket;
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

    static void describe(ControlSocket socket, EventLoop loop, Page page) {
        socket.on(
                "page",
                (request, answer) -> answer.accept(page.urlWithToken()
                        .map(Answer::done)
                        .orElse(Answer.refused("there is no page: it was started with --no-page"))));
        socket.on("board", (request, answer) -> board(request, loop, page, answer));
    }

    private static void board(Map<String, String> request, EventLoop loop, Page page, Consumer<Answer> answer) {
        Extent extent = new Extent(
                number(request, "lanes", MOST_LANES),
                number(request, "pins", MOST_PINS),
                number(request, "sources", MOST_SOURCES));
        page.snapshot(extent, text -> {
            Answer told = text.map(BoardRequest::told).orElse(Answer.refused("it is ending"));
            try {
                loop.execute(() -> answer.accept(told));
            } catch (RejectedExecutionException e) {
                // It has ended meanwhile.
            }
        });
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
