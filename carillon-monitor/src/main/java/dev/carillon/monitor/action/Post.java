package dev.carillon.monitor.action;

import dev.carillon.config.Printed;
import dev.carillon.config.SpanOfTime;
import dev.carillon.monitor.Unreached;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/**
 * A POST of JSON, and what its answer means. The client is made for it and ended after it: one that waits has a thread that wakes
 * every few seconds.
 */
final class Post {
    private static final int KEPT_OF_ANSWER = 500;
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private Post() {}

    static Answer send(URI url, Map<String, String> headers, String body, Duration timeout)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "carillon")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER) // what is signed for one is not for another
                .connectTimeout(timeout)
                .build();
        try {
            return answer(client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (HttpTimeoutException e) {
            return Answer.failed("no answer from " + Unreached.where(url) + " in " + SpanOfTime.text(timeout));
        } catch (ConnectException e) {
            return Answer.failed(Unreached.why(url, timeout));
        } finally {
            client.shutdownNow(); // not close(), which waits for a server that drips
        }
    }

    private static Answer answer(HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        String text = "status " + status + beginning(response);
        if (status >= OK && status < REDIRECT) {
            return Answer.taken(text);
        }
        Optional<Duration> after = response.headers().firstValue("Retry-After").flatMap(Post::retryAfter);
        Answer.Verdict verdict = isFinal(status) ? Answer.Verdict.REFUSED : Answer.Verdict.FAILED;
        return new Answer(verdict, text, after);
    }

    private static String beginning(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(KEPT_OF_ANSWER), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "" : ": " + Printed.line(text);
        }
    }

    /** What is wrong is what was sent, and not who sends it, where to, or when. */
    private static boolean isFinal(int status) {
        return switch (status) {
            case 401, 403, 404, 405, 407, 408, 421, 425, 429 -> false;
            default -> status >= CLIENT_ERROR && status < SERVER_ERROR;
        };
    }

    /** Seconds, or a date. */
    static Optional<Duration> retryAfter(String value) {
        if (value.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration until = Duration.between(Instant.now(), date);
            return until.isNegative() ? Optional.empty() : Optional.of(until);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
