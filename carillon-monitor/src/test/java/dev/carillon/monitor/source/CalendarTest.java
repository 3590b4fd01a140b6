package dev.carillon.monitor.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times by the calendar; hostile test 10, of dates: each once whatever the clock does. */
class CalendarTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon..Fri 07:00      | 2026-11-27T07:00    | 2026-11-30T07:00:00", // a Friday
                "Mon..Fri 07:00      | 2026-11-27T06:59:59 | 2026-11-27T07:00:00",
                "Sat,Sun *:0/15      | 2026-11-27T12:00    | 2026-11-28T00:00:00",
                "Sat,Sun *:0/15      | 2026-11-28T23:50    | 2026-11-29T00:00:00",
                "*-02-29             | 2026-03-01T00:00    | 2028-02-29T00:00:00",
                "*-*-01 06:30:15     | 2026-12-31T23:59:59 | 2027-01-01T06:30:15",
                "daily               | 2026-11-27T00:00    | 2026-11-28T00:00:00",
                "hourly              | 2026-11-27T23:59:59 | 2026-11-28T00:00:00",
                "Fri..Mon 12:00      | 2026-12-01T00:00    | 2026-12-04T12:00:00",
                "2030-1..3-10 08:00  | 2026-12-01T00:00    | 2030-01-10T08:00:00",
                "Wed 2026-*-* 08:00  | 2026-12-31T00:00    | none",
            })
    void nextIsFound(String text, LocalDateTime after, String next) {
        Optional<LocalDateTime> found = CalendarTime.parse(text).after(after);
        assertThat(found.map(LocalDateTime::toString).orElse("none")).isIn(next, next.replaceAll(":00$", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Foo 07:00",
                "25:00",
                "07:60",
                "*-13-01",
                "7",
                "07:00 08:00",
                "5..3:00",
                "Mon..Fri..Sun 7:00",
                "*:0/0"
            })
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> CalendarTime.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CalendarInput.Due due(String at, String now) {
        return new CalendarInput.Due(new CalendarInput(List.of(CalendarTime.parse(at))), BERLIN, instant(now));
    }

    private static Instant instant(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }

    @Test
    void clockThatIsPutBackRepeatsNothing() {
        CalendarInput.Due due = due("07:00", "2026-11-27T06:00");
        assertThat(due.at(instant("2026-11-27T07:00"))).isPresent();
        assertThat(due.at(instant("2026-11-27T06:30"))).isEmpty();
        assertThat(due.next()).contains(instant("2026-11-28T07:00"));
        assertThat(due.at(instant("2026-11-27T07:00"))).isEmpty();
        assertThat(due.at(instant("2026-11-28T07:00"))).isPresent();
    }

    @Test
    void clockThatIsPutForwardMissesNothing() {
        CalendarInput.Due due = due("07:00", "2026-11-27T06:59:59");
        assertThat(due.at(instant("2026-11-27T08:00"))).contains(LocalDateTime.parse("2026-11-27T07:00"));
        assertThat(due.at(instant("2026-11-27T08:00"))).isEmpty();
    }

    @Test
    void clockThatWasWrongByDaysIsBelievedAnew() {
        CalendarInput.Due due = due("07:00", "2030-01-01T00:00");
        assertThat(due.at(instant("2026-11-27T06:00"))).isEmpty();
        assertThat(due.next()).contains(instant("2026-11-27T07:00"));
        CalendarInput.Due early = due("07:00", "1970-01-02T00:00");
        assertThat(early.at(instant("2026-11-27T08:00"))).isEmpty();
        assertThat(early.next()).contains(instant("2026-11-28T07:00"));
    }

    @Test
    void changesToAndFromSummerTimeRingOnceADate() {
        for (String start : List.of("2026-03-28T12:00", "2026-10-24T12:00")) {
            CalendarInput.Due due = due("02:30", start);
            List<LocalDateTime> rung = new ArrayList<>();
            Instant now = instant(start);
            for (int minutes = 0; minutes < 24 * 60; minutes += 5) {
                now = now.plusSeconds(300);
                due.at(now).ifPresent(rung::add);
            }
            assertThat(rung).hasSize(1);
        }
    }
}
