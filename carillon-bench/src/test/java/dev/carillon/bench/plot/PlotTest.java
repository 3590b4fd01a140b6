package dev.carillon.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class PlotTest {
    @Test
    void aPageOfPlotsIsXmlThatRefersToNothingOutside() throws Exception {
        Page page = new Page("Measured & drawn");
        page.section("One < two");
        page.plot(plot(new Line("a & b", 0).add(1, 2, 3, 100).add(1000, 5), new Line("c", 8).add(10, 1)));
        page.plot(plot(new Line("empty", 0).add(1)));
        for (String text : List.of(page.html(), page.svg())) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            assertThat(text).contains("a &amp; b").doesNotContain("could not be drawn", "<script", "href=\"http");
        }
        assertThat(page.html().split("<svg ", -1))
                .as("what has no point is left out")
                .hasSize(2);
    }

    @Test
    void theSpreadEndsWhereTheRoundsDo() {
        LogAxis axis = LogAxis.of(new double[] {2, 100}, Double::toString);
        assertThat(axis.from()).isLessThanOrEqualTo(Math.log10(2));
        assertThat(axis.to()).isGreaterThanOrEqualTo(2);
        Line line = new Line("a", 0).add(1, 100, 3, 2);
        assertThat(line.points()).containsExactly(new Line.Point(1, 2, 3, 100));
    }

    @Test
    void whatHasNoLogarithmIsNoPoint() {
        assertThat(new Line("a", 0).add(1, 0, Double.NaN, -1).points()).isEmpty();
    }

    private static Plot plot(Line... lines) {
        return new Plot("A plot", "so many", "µs", List.of(lines));
    }
}
