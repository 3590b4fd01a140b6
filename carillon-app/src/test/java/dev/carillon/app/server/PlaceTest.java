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

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80,127.0.0.1:80,true",
        "127.0.0.1:80,0.0.0.0:80,true",
        "127.0.0.2:80,0.0.0.0:80,true",
        "127.0.0.1:80,[::]:80,true",
        "0.0.0.0:80,127.0.0.1:80,true",
        "[::1]:80,[::]:80,true",
        "[::1]:80,0.0.0.0:80,false",
        "127.0.0.1:80,127.0.0.2:80,false",
        "127.0.0.1:80,127.0.0.1:81,false",
        "192.0.2.1:80,0.0.0.0:80,false",
        "unix:/tmp/x,unix:/tmp/../tmp/x,true",
        "unix:/tmp/x,unix:/tmp/y,false",
        "unix:@x,127.0.0.1:80,false"
    })
    void knowsWhichAddressLeadsWhere(String to, String listening, boolean leads) throws WrongUsage {
        assertThat(Place.leadsTo(Place.parse(to), Place.parse(listening))).isEqualTo(leads);
    }
}
