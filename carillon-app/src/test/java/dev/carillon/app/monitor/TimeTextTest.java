package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Seeds;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeTextTest {
    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "-11:30");

    @Test
    void saysWhatTheFormattersSayInAnyZoneAlsoWhenClocksAreChangedOrSetBack() {
        Seeds.forAll(200, seed -> {
            Random random = new Random(seed);
            ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            DateTimeFormatter clock =
                    DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
            TimeText text = new TimeText(zone);
            long second = random.nextLong(4_102_444_800L); // to the year 2100
            for (int i = 0; i < 50; i++) {
                Instant time = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000));
                StringBuilder out = new StringBuilder("at ");
                text.appendMilliseconds(out, time);
                assertThat(out).hasToString("at " + clock.format(time));
                second += random.nextLong(-100_000, 10_000_000);
                second = Math.max(0, second);
            }
        });
    }

    @Test
    void saysTheNanosecondsOfTheDay() {
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        Seeds.forAll(200, seed -> {
            Random random = new Random(seed);
            TimeText text = TimeText.utc();
            for (int i = 0; i < 5; i++) {
                Instant time = Instant.ofEpochSecond(
                        random.nextLong(4_102_444_800L), random.nextInt(random.nextBoolean() ? 1_000 : 1_000_000_000));
                StringBuilder out = new StringBuilder();
                text.appendNanoseconds(out, time);
                assertThat(out).hasToString(formatter.format(time));
            }
        });
    }

    @Test
    void aNumberThatIsWiderStaysWhole() {
        StringBuilder out = new StringBuilder();
        TimeText.append(out, 0, 3, ' ');
        TimeText.append(out, 12345, 3, ' ');
        assertThat(out).hasToString("  012345");
    }
}
