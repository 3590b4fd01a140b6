package dev.carillon.app.monitor;

import dev.carillon.app.command.Printable;
import dev.carillon.app.control.Answer;
import dev.carillon.app.control.ControlSocket;
import dev.carillon.app.control.Verb;
import dev.carillon.config.SpanOfTime;
import dev.carillon.monitor.rule.Silence;
import dev.carillon.monitor.run.Monitor;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

/** What people tell a monitor of its alarms: that they have seen to one, or want to hear nothing of a rule for a while. */
final class AlarmRequests {
    /** The member of a request with the name that the client says its user has. */
    static final String BY = "by";

    private static final int LONGEST_NAME = 64;

    private final Monitor monitor;

    private AlarmRequests(Monitor monitor) {
        this.monitor = monitor;
    }

    /** Has the control socket take them. */
    static void describe(ControlSocket socket, Monitor monitor) {
        AlarmRequests requests = new AlarmRequests(monitor);
        socket.on("ack", requests::acknowledge);
        socket.on("silence", requests::silence);
    }

    private void acknowledge(Map<String, String> request, Consumer<Answer> answer) {
        Optional<Duration> span = Optional.ofNullable(request.get("for")).map(SpanOfTime::parse);
        orRefused(answer, () -> {
            String alarm =
                    monitor.rules().raised(request.getOrDefault("alarm", "")).alarm();
            String done = acknowledged(alarm, span);
            monitor.acknowledge(alarm, span, by(request), () -> answer.accept(Answer.done(done)));
        });
    }

    private void silence(Map<String, String> request, Consumer<Answer> answer) {
        String rule = request.getOrDefault("rule", "");
        Duration span = SpanOfTime.parse(request.getOrDefault("for", ""));
        String done = silenced(rule, span);
        Silence silence = Silence.of(rule, request.getOrDefault("key", ""), by(request), span);
        orRefused(answer, () -> monitor.silence(silence, () -> answer.accept(Answer.done(done))));
    }

    /** What was done, in words. */
    static String acknowledged(String alarm, Optional<Duration> span) {
        return alarm + " is acknowledged"
                + span.map(each -> " for " + SpanOfTime.text(each)).orElse("");
    }

    /** What was done, in words. */
    static String silenced(String rule, Duration span) {
        return span.isZero() ? rule + " is heard again" : rule + " is silent for " + SpanOfTime.text(span);
    }

    /** What is done is answered when it is kept. */
    private static void orRefused(Consumer<Answer> answer, Runnable request) {
        try {
            request.run();
        } catch (NoSuchElementException | IllegalStateException e) {
            answer.accept(Answer.refused(String.valueOf(e.getMessage())));
        }
    }

    /** Who asks: the number is the kernel's, the name the client's. */
    private static String by(Map<String, String> request) {
        String name = Printable.of(request.getOrDefault(BY, ""));
        String cut = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        return (cut + " (uid " + request.getOrDefault(Verb.USER, "?") + ")").strip();
    }
}
