package dev.carillon.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.server.HttpOptions;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
    @Test
    void isServedAsTheTextFormat() throws IOException {
        PrometheusText text = PrometheusText.of();
        Counter.builder("own.counter")
                .description("One of the program's own.")
                .register(text.registry())
                .increment(3);
        try (Web web = new Web("site", HttpOptions.DEFAULTS, text)) {
            String answer = web.ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            int head = answer.indexOf("\r\n\r\n");
            assertThat(answer.substring(0, head))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Content-Type: text/plain; version=0.0.4; charset=utf-8");
            Exposition figures = new Exposition(answer.substring(head + 4));
            assertThat(figures.value("own_counter_total")).isEqualTo(3);
        }
    }

    @Test
    void tellsWhatItCosts() {
        PrometheusText text = PrometheusText.of();
        text.text();
        text.text();
        assertThat(new Exposition(text.text()).value("carillon_metrics_scrape_seconds_count"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a_total 1\n",
                "# HELP a A.\n# TYPE a counter\na 1",
                "# HELP a A.\na 1\n",
                "# TYPE a counter\n# HELP a A.\na 1\n",
                "# HELP a A.\n# TYPE a count\na 1\n",
                "# HELP a A.\n# TYPE a gauge\na 1\na 1\n",
                "# HELP a A.\n# TYPE a gauge\na 1\n# HELP a A.\n# TYPE a gauge\n",
                "# HELP a A.\n# TYPE a gauge\nb 1\n",
                "# HELP a A.\n# TYPE a gauge\na{b=\"c\"d\"} 1\n",
                "# HELP a A.\n# TYPE a gauge\na{b=\"c\\t\"} 1\n",
                "# HELP a A.\n# TYPE a gauge\na{b=\"1\",b=\"2\"} 1\n",
                "# HELP a A.\n# TYPE a gauge\na{0=\"c\"} 1\n",
                "# HELP a A.\n# TYPE a gauge\na one\n",
                "# HELP a A.\n# TYPE a summary\na_bucket 1\n"
            })
    void theReaderOfTheseTestsTakesNothingElse(String text) {
        assertThatThrownBy(() -> new Exposition(text)).isInstanceOf(Throwable.class);
    }
}
