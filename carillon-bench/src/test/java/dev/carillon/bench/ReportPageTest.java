package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.echo.EchoCase;
import dev.carillon.bench.echo.EchoFigures;
import dev.carillon.bench.echo.EchoReport;
import dev.carillon.bench.echo.EchoSide;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.loop.CostBench;
import dev.carillon.bench.loop.CostReport;
import dev.carillon.bench.pollers.PollerBench;
import dev.carillon.bench.pollers.PollerCase;
import dev.carillon.bench.pollers.PollerReport;
import dev.carillon.bench.pollers.PollerSide;
import dev.carillon.bench.relay.RelayReport;
import dev.carillon.bench.relay.RelaySide;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.Report;
import dev.carillon.bench.report.ReportPage;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ReportPageTest {
    private static final Pattern OUTSIDE =
            Pattern.compile("(?:src|href|action|data|poster)=\"(?!#)|@import|url\\((?!#)|<script|<link|<iframe");

    private final Figures figures = new Figures(new Journal());
    private final EchoFigures echo = new EchoFigures(new Journal());

    @Test
    void thePageIsWellFormedAndRefersToNothingOutside() throws Exception {
        fill();
        String html = page(false).html();
        Document document = parse(html);
        assertThat(OUTSIDE.matcher(html).results().map(match -> html.substring(match.start())))
                .isEmpty();
        assertThat(document.getElementsByTagName("svg").getLength()).isGreaterThanOrEqualTo(5);
        assertThat(idsOf(document)).doesNotHaveDuplicates();
        assertThat(Pattern.compile("url\\(#([^)]*)\\)").matcher(html).results().map(match -> match.group(1)))
                .isNotEmpty()
                .isSubsetOf(idsOf(document));
    }

    @Test
    void thePageHasMachineNoisePeersThatMissedAndHowToRepeatIt() {
        fill();
        figures.failed("relay, socat", "socat <is> not installed");
        String html = page(false).html();
        assertThat(html)
                .contains("<li>cpus: 2</li>", "./carillon bench all --html a.html")
                .contains("relay, socat: socat &lt;is&gt; not installed")
                .contains("Control runs", "relay cpu", "CPU time a GiB (ms)")
                .doesNotContain("small choice");
        assertThat(page(true).html()).contains("small choice");
    }

    @Test
    void thePlotsAreOneFileOfTheirOwn() throws Exception {
        fill();
        Document document = parse(page(false).svg());
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        NodeList texts = document.getElementsByTagName("text");
        assertThat(java.util.stream.IntStream.range(0, texts.getLength())
                        .mapToObj(i -> texts.item(i).getTextContent()))
                .contains("carillon epoll", "java.nio Selector", "10,000", "99.9 %")
                .contains("One descriptor is ready: time a turn (µs)");
    }

    @Test
    void whatDidNotRunHasNoSection() throws Exception {
        String html = page(false).html();
        parse(html);
        assertThat(html).doesNotContain("<svg", "Relay", "Pollers", "Echo", "Noise", "What did not run");
        assertThat(page(false).svg()).isEmpty();
    }

    private ReportPage page(boolean brief) {
        List<Chapter> chapters = List.of(
                new EchoReport(echo), new PollerReport(figures), new CostReport(figures), new RelayReport(figures));
        Report report = new Report(List.of(), figures, chapters);
        return new ReportPage(report, "./carillon bench all --html a.html", Map.of("cpus", 2), brief);
    }

    private void fill() {
        for (int round = 1; round <= 2; round++) {
            for (PollerSide side : PollerSide.values()) {
                int number = round;
                PollerCase.all(true, false)
                        .forEach(each -> PollerBench.MEASURED.forEach(what ->
                                add(PollerBench.name(what, each, side), number, 500.0 * number + each.descriptors())));
            }
            for (EchoSide side : EchoSide.values()) {
                echo.add(
                        new EchoCase(50, 64, 1),
                        side,
                        new EchoFigures.Figure(round, 1e5, 20, 40, 200.0 * round, 5000, 0, 0.5, 1, 1, 0));
            }
            for (RelaySide side : RelaySide.values()) {
                add("relay cpu " + side.text(), round, 300);
            }
            for (int count : CostBench.counts()) {
                for (int i = 0; i < CostBench.MEASURED.size(); i++) {
                    add(
                            CostBench.name(CostBench.MEASURED.get(i), count),
                            round,
                            count * List.of(1, 900, 200, 500).get(i));
                }
            }
        }
    }

    private void add(String side, int round, double value) {
        figures.add(side, new Figures.Figure(round, value, Double.NaN));
    }

    private static Document parse(String xml) throws ParserConfigurationException, SAXException, IOException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static List<String> idsOf(Document document) {
        NodeList all = document.getElementsByTagName("*");
        return java.util.stream.IntStream.range(0, all.getLength())
                .mapToObj(i -> all.item(i).getAttributes().getNamedItem("id"))
                .filter(java.util.Objects::nonNull)
                .map(org.w3c.dom.Node::getNodeValue)
                .toList();
    }
}
