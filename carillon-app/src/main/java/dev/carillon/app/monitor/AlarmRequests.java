package dev.carillon.app.monitor;

import dev.carillon.app.control.Answer;
import dev.carillon.app.control.ControlSocket;
import dev.carillon.config.SpanOfTime;
import dev.carillon.dashboard.Watched;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What people tell a monitor of its alarms: that they have seen to one, or want to hear nothing of a rule for a while. */
final class AlarmRequests {
    private final Watched watched;

    private AlarmRequests(Watched watched) {
        this.watched = watched;
    }

    /** Has the control socket take them. */
    static void describe(ControlSocket socket, Watched watched) {
        AlarmRequests requests = new AlarmRequests(watched);
        socket.on("ack", (request, answer) -> answer.accept(requests.acknowledge(request)));
        socket.on("silence", (request, answer) -> answer.accept(requests.silence(request)));
    }

    private Answer acknowledge(Map<String, String> request) {
        String alarm = request.getOrDefault("alarm", "");
        Optional<Duration> span = Optional.ofNullable(request.get("for")).map(SpanOfTime::parse);
        try {
            return Answer.done(watched.acknowledge(alarm, span));
        } catch (NoSuchElementException e) {
            return Answer.refused(String.valueOf(e.getMessage()));
        }
    }

    private Answer silence(Map<String, String> request) {
        String rule = request.getOrDefault("rule", "");
        Duration span = SpanOfTime.parse(request.getOrDefault("for", ""));
        try {
            return Answer.done(watched.silence(rule, request.getOrDefault("key", ""), span));
        } catch (NoSuchElementException e) {
            return Answer.refused(String.valueOf(e.getMessage()));
        }
    }
}
