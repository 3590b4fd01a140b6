package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A peer that breaks off over TCP, of which a write is told first. */
class ResetTest {
    @Test
    void theEndBehindAResetIsNoOrderlyEnd() {
        try (World world = new World(1)) {
            Socket[] ends = world.pair(Cell.Line.TCP);
            Recorder handler = new Recorder();
            Connection connection = new Connection(world.others(), ends[0], null, true, handler);
            connection.begin(true);
            world.turn();
            connection.write(ByteBuffer.allocate(10));
            world.turn();
            ends[1].close(); // with what came unread: a reset
            connection.write(ByteBuffer.allocate(10));
            Turns.until(world.loop(), handler::isClosed);
            assertThat(handler.reason()).isEqualTo(CloseReason.RESET);
            assertThat(handler.inputEnded).isFalse();
        }
    }
}
