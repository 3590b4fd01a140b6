package dev.carillon.app.monitor;

import dev.carillon.app.control.Answer;
import dev.carillon.app.control.ControlSocket;
import dev.carillon.config.SpanOfTime;
import dev.carillon.monitor.run.Monitor;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What people tell a monitor of its alarms: that they have seen to one, or want to hear nothing of a rule for a while. */
final class AlarmRequests {
    private final Monitor monitor;

    private AlarmRequests(Monitor monitor) {
        this.monitor = monitor;
    }

    /** Has the control socket take them. */
    static void describe(ControlSocket socket, Monitor monitor) {
        AlarmRequests requests = new AlarmRequests(monitor);
        socket.on("ack", (request, answer) -> answer.accept(requests.acknowledge(request)));
        socket.on("silence", (request, answer) -> answer.accept(requests.silence(request)));
    }

    private Answer acknowledge(Map<String, String> request) {
        String alarm = request.getOrDefault("alarm", "");
        Optional<Duration> span = Optional.ofNullable(request.get("for")).map(SpanOfTime::parse);
        try {
            monitor.acknowledge(alarm, span);
            return Answer.done(alarm + " is acknowledged"
                    + span.map(each -> " for " + SpanOfTime.text(each)).orElse(""));
        } catch (NoSuchElementException e) {
            return Answer.refused(String.valueOf(e.getMessage()));
        }
    }

    private Answer silence(Map<String, String> request) {
        String rule = request.getOrDefault("rule", "");
        Duration span = SpanOfTime.parse(request.getOrDefault("for", ""));
        try {
            monitor.silence(rule, request.getOrDefault("key", ""), span);
            return Answer.done(
                    span.isZero() ? rule + " is heard again" : rule + " is silent for " + SpanOfTime.text(span));
        } catch (NoSuchElementException e) {
            return Answer.refused(String.valueOf(e.getMessage()));
        }
    }
}
