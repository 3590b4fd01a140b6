package dev.carillon.app.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
    private final Keys keys = new Keys();

    private List<Keys.Key> typed(String... pieces) {
        List<Keys.Key> typed = new ArrayList<>();
        for (String piece : pieces) {
            keys.read(ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8)), typed::add);
        }
        return typed;
    }

    @Test
    void arrowsAreKeysInBothModesOfTheKeypad() {
        assertThat(typed("\u001b[A\u001bOB\u001b[5~\u001b[6~\u001b[H\u001b[4~j"))
                .containsExactly(
                        Keys.Key.UP,
                        Keys.Key.DOWN,
                        Keys.Key.PAGE_UP,
                        Keys.Key.PAGE_DOWN,
                        Keys.Key.FIRST,
                        Keys.Key.LAST,
                        Keys.Key.DOWN);
    }

    @Test
    void aSequenceMayComeInPieces() {
        assertThat(typed("\u001b", "[", "6", "~", "q")).containsExactly(Keys.Key.PAGE_DOWN, Keys.Key.QUIT);
    }

    @Test
    void whatNoKeyOfOursSendsIsNothing() {
        assertThat(typed("AB\u001b[1;5C\u001b[<0;1;2M\u001b\u001bxéZ\u001b[" + "9".repeat(50) + "q"))
                .containsExactly(Keys.Key.QUIT);
    }
}
