package dev.carillon.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassHistogramTest {
    private static final String BEFORE = """
        4711:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:            10            640  [B (java.base@25)
           2:             2             48  dev.carillon.Gone
        Total            12            688
        """;
    private static final String AFTER = """
        4711:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:           100          14400  dev.carillon.net.Connection
           2:           110           3840  [B (java.base@25)
           3:             1             50  dev.carillon.Twice
           4:             1             50  dev.carillon.Twice
        Total           212          18340
        """;

    @Test
    void theSumIsThatOfThePrintedTable() {
        assertThat(ClassHistogram.parse(BEFORE).bytes()).isEqualTo(688);
        assertThat(ClassHistogram.parse(AFTER).bytes()).isEqualTo(18_340);
    }

    @Test
    void aDifferenceCountsWhatCameAndWhatWent() {
        ClassHistogram more = ClassHistogram.parse(AFTER).since(ClassHistogram.parse(BEFORE));
        assertThat(more.bytes()).isEqualTo(18_340 - 688);
        assertThat(more.classes())
                .containsEntry("[B", new ClassHistogram.Count(100, 3200))
                .containsEntry("dev.carillon.Gone", new ClassHistogram.Count(-2, -48))
                .containsEntry("dev.carillon.Twice", new ClassHistogram.Count(2, 100));
    }

    @Test
    void theTextHasTheMostFirstAndLeavesCrumbsOut() {
        assertThat(ClassHistogram.parse(AFTER)
                        .since(ClassHistogram.parse(BEFORE))
                        .text(100)
                        .lines())
                .containsExactly(
                        "   144.0 B in  1.0  dev.carillon.net.Connection",
                        "    32.0 B in  1.0  [B",
                        "     1.0 B in  0.0  dev.carillon.Twice");
    }
}
