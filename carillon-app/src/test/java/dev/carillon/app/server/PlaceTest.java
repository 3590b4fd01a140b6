package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.app.command.WrongUsage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80,127.0.0.1:80",
        ":0,127.0.0.1:0",
        "[::1]:65535,[0:0:0:0:0:0:0:1]:65535",
        "unix:/tmp/x,unix:/tmp/x",
        "unix:@x,unix:@x"
    })
    void readsAndWritesAddresses(String text, String written) throws WrongUsage {
        assertThat(Place.text(Place.parse(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "80,is no address",
        "::1:80,stands in brackets",
        "127.0.0.1:65536,is no port",
        "127.0.0.1:x,is no port",
        "127.0.0.1:,is no port",
        "no.such.host.invalid:80,resolve",
        "unix:,is no path"
    })
    void refusesWhatIsNone(String text, String why) {
        assertThatExceptionOfType(WrongUsage.class)
                .isThrownBy(() -> Place.parse(text))
                .withMessageContaining(why);
    }
}
