package outside;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EchoTest {
    @Test
    void hearsWhatItSays() {
        System.out.println("tested in " + Echo.class.getModule());
        assertEquals("hello", Echo.of("hello"));
    }
}
