package dev.carillon.app.server;

import dev.carillon.app.command.StandardOutput;
import dev.carillon.app.control.Answer;
import dev.carillon.app.control.ControlSocket;
import dev.carillon.app.control.Held;
import dev.carillon.app.page.Page;
import dev.carillon.app.page.PagePlace;
import dev.carillon.dashboard.Intake;
import dev.carillon.http.server.HttpServer;
import dev.carillon.linux.SignalInfo;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.net.Share;
import java.io.IOException;
import java.util.List;

/**
 * {@code --dashboard}: the live page of a server, on a loop of its own. For the thread of the service.
 */
final class ServerPage implements Onlooker {
    private final WatchedServer watched;
    private final Listening listening;
    private final Page page;

    private ServerPage(WatchedServer watched, Listening listening, Page page) {
        this.watched = watched;
        this.listening = listening;
        this.page = page;
    }

    /** What a server shows on its page. */
    record Shown(String title, String file, EventLoop control, LoopGroup serving, Served served) {}

    /**
     * Shows a server.
     *
     * @param place where
     * @throws IOException if it cannot be there
     */
    static ServerPage open(PagePlace place, Shown shown) throws IOException {
        Intake intake = new Intake();
        WatchedServer watched = new WatchedServer(
                shown.title(), shown.file(), shown.control(), shown.serving(), shown.served(), intake);
        Listening listening = Listening.at(place.address(), "page " + Place.text(place.address()));
        Page page = Page.at(
                watched,
                intake,
                place,
                (loops, options, handler) -> listening.http(loops, "page", Share.EXCLUSIVE, options, handler));
        return new ServerPage(watched, listening, page);
    }

    @Override
    public void began() {
        watched.began();
    }

    @Override
    public void reloaded(boolean isDone, String text) {
        watched.reloaded(isDone, text);
    }

    @Override
    public void signalled(SignalInfo info) {
        watched.signalled(info);
    }

    /** With what allows to read it only on a terminal, for elsewhere others may read this line: {@code ctl} tells its owner. */
    @Override
    public List<String> lines() {
        return List.of("dashboard on " + (StandardOutput.isTerminal() ? page.urlToRead() : page.url()).orElse(""));
    }

    @Override
    public void describe(ControlSocket socket) {
        socket.on(
                "page",
                (request, answer) ->
                        answer.accept(Answer.done(page.urlWithToken().orElse(""))));
    }

    private HttpServer server() {
        return page.server().orElseThrow();
    }

    @Override
    public List<String> reload() {
        return page.reload();
    }

    @Override
    public List<Held> held() {
        HttpServer server = server();
        return List.of(listening.held(server.sockets(), () -> {
            server.keepFile();
            server.close(); // or who looks would go on to look at this process
        }));
    }

    @Override
    public void start() {
        HttpServer server = server();
        listening.start(server::start, server::keepFile);
    }

    @Override
    public void close() {
        page.close();
    }
}
