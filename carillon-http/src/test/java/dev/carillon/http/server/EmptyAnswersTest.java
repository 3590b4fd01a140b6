package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 204, 205 and 304 have no body, and none of their fields is about one (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
class EmptyAnswersTest {
    private static void isEmpty(String length, HttpHandler handler) {
        try (Web web = new Web(handler)) {
            Visitor visitor = web.visit();
            String answer = visitor.ask("GET /").read();
            assertThat(answer.substring(answer.indexOf("\r\n") + 2))
                    .isEqualTo("ETag: \"1\"\r\n" + length + "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n");
            assertThat(visitor.ask("GET /").read()).isEqualTo(answer);
            assertThat(web.failures).isEmpty();
            assertThat(web.statistics().bodyBytesSent()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"204,''", "205,Content-Length: 0", "304,''"})
    void whateverIsSentIsDropped(int status, String field) {
        String length = field.isEmpty() ? "" : field + "\r\n";
        isEmpty(
                length,
                exchange -> exchange.status(status).setField("ETag", "\"1\"").send("body"));
        isEmpty(
                length,
                exchange -> exchange.status(status)
                        .setField("Content-Type", "a/b")
                        .setField("ETag", "\"1\"")
                        .send(new byte[3]));
        isEmpty(length, exchange -> {
            exchange.status(status).setField("Content-Type", "a/b").setField("ETag", "\"1\"");
            BodyWriter writer = exchange.stream();
            writer.write(ByteBuffer.wrap("body".getBytes(StandardCharsets.US_ASCII)));
            writer.finish();
        });
        Response prepared = Response.text(status, "body").withField("ETag", "\"1\"");
        isEmpty(length, exchange -> exchange.send(prepared));
        isEmpty(length, exchange -> exchange.setField("ETag", "\"1\"").send(Response.text(status, "body")));
    }
}
