package dev.carillon.bench.echo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.figures.Json;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.machine.CallCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EchoFiguresTest {
    private static final EchoCase LOAD = new EchoCase(50, 64, 1);

    @Test
    void whatWasNotedComesBack() {
        Journal journal = new Journal();
        EchoFigures first = new EchoFigures(journal);
        first.add(LOAD, EchoSide.NETTY, echoed(1));
        first.add(LOAD.overTls(), EchoSide.OPENSSL, echoed(2));
        first.add(LOAD.overTls(), EchoSide.NETTY, new Calls(10, new CallCount(Map.of("read", 11L), 1)));
        first.add(List.of(new JsseAlone.Cost(64, true, 1500.5, 2928)));

        Journal other = new Journal();
        EchoFigures second = new EchoFigures(other);
        List<Map<?, ?>> noted = new ArrayList<>();
        journal.take().forEach(line -> noted.add(Json.read(line, Map.class)));
        assertThat(other.repeat(noted)).isTrue();
        assertThat(other.take()).isEmpty();
        assertThat(second.loads()).containsExactly(LOAD);
        assertThat(second.of(LOAD, EchoSide.NETTY)).containsExactly(echoed(1));
        assertThat(second.of(LOAD.overTls(), EchoSide.OPENSSL)).containsExactly(echoed(2));
        assertThat(second.callsOf(LOAD.overTls(), EchoSide.NETTY))
                .isEqualTo(first.callsOf(LOAD.overTls(), EchoSide.NETTY));
        assertThat(second.jsseAlone()).isEqualTo(first.jsseAlone());
    }

    private static EchoFigures.Figure echoed(int round) {
        return new EchoFigures.Figure(round, 1000, 10, 20, 30, 0.1, 0, 0.5, 0.5, 0.5, Double.NaN);
    }
}
