package dev.carillon.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates as fields have them (RFC 9110 §5.6.7): written as {@code Sun, 06 Nov 1994 08:49:37 GMT}, read in three forms. */
public final class HttpDate {
    /** How many bytes a date has. */
    public static final int BYTES = 29;

    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int SECONDS_A_DAY = 86_400;

    /** The three forms, for who reads dates: a server that only writes them loads none. */
    private static final class Forms {
        private static final String MONTH = "(?<month>[A-Z][a-z]{2})";
        private static final String TIME = "(?<time>\\d\\d:\\d\\d:\\d\\d)";

        static final List<Pattern> ALL = List.of(
                Pattern.compile("[A-Z][a-z]{2}, (?<day>\\d\\d) " + MONTH + " (?<year>\\d{4}) " + TIME + " GMT"),
                Pattern.compile("[A-Z][a-z]{5,8}, (?<day>\\d\\d)-" + MONTH + "-(?<year>\\d\\d) " + TIME + " GMT"),
                Pattern.compile("[A-Z][a-z]{2} " + MONTH + " (?<day>[\\d ]\\d) " + TIME + " (?<year>\\d{4})"));
    }

    private HttpDate() {}

    /**
     * Writes a date, without garbage.
     *
     * @param epochSeconds seconds since 1970, years 0 to 9999
     * @param into gets {@link #BYTES} bytes of ASCII
     * @param at where in it they begin
     * @throws IndexOutOfBoundsException if they do not fit
     */
    public static void format(long epochSeconds, byte[] into, int at) {
        long days = Math.floorDiv(epochSeconds, SECONDS_A_DAY);
        int second = Math.floorMod(epochSeconds, SECONDS_A_DAY);
        name(DAYS, Math.floorMod(days + 3, 7), into, at);
        into[at + 3] = ',';
        into[at + 4] = ' ';
        date(days, into, at + 5);
        into[at + 16] = ' ';
        digits(second / 3600, into, at + 17);
        into[at + 19] = ':';
        digits(second / 60 % 60, into, at + 20);
        into[at + 22] = ':';
        digits(second % 60, into, at + 23);
        into[at + 25] = ' ';
        into[at + 26] = 'G';
        into[at + 27] = 'M';
        into[at + 28] = 'T';
    }

    /**
     * Day, month and year. The calendar is reckoned in years that begin with March, so that the day too many comes last, and
     * in eras of 400 years, which are all of one length.
     */
    private static void date(long days, byte[] into, int at) {
        long sinceMarch = days + 719_468;
        int day = (int) Math.floorMod(sinceMarch, 146_097L);
        int yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        int dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1;
        int year = yearOfEra + (int) Math.floorDiv(sinceMarch, 146_097L) * 400 + (month >= 10 ? 1 : 0);
        digits(dayOfMonth, into, at);
        into[at + 2] = ' ';
        name(MONTHS, (month + 2) % 12, into, at + 3);
        into[at + 6] = ' ';
        digits(year / 100, into, at + 7);
        digits(year % 100, into, at + 9);
    }

    private static void name(String names, int index, byte[] into, int at) {
        for (int i = 0; i < 3; i++) {
            into[at + i] = (byte) names.charAt(index * 3 + i);
        }
    }

    private static void digits(int value, byte[] into, int at) {
        into[at] = (byte) ('0' + value / 10);
        into[at + 1] = (byte) ('0' + value % 10);
    }

    /**
     * Makes a text of a date.
     *
     * @param epochSeconds seconds since 1970, years 0 to 9999
     * @return {@link #BYTES} characters
     */
    public static String format(long epochSeconds) {
        byte[] bytes = new byte[BYTES];
        format(epochSeconds, bytes, 0);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads a date in the form of today, that of RFC 850, or that of C's asctime. The name of the day is not compared with
     * the date.
     *
     * @param text the value of a field
     * @return seconds since 1970; empty if it is no date
     */
    public static OptionalLong parse(String text) {
        for (Pattern form : Forms.ALL) {
            Matcher matcher = form.matcher(text);
            if (matcher.matches()) {
                return seconds(matcher);
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong seconds(Matcher date) {
        int month = MONTHS.indexOf(date.group("month"));
        if (month % 3 != 0) {
            return OptionalLong.empty();
        }
        try {
            LocalDate day = LocalDate.of(
                    year(date.group("year")),
                    month / 3 + 1,
                    Integer.parseInt(date.group("day").strip()));
            // A leap second is the last of its day, as clocks that know none have it.
            LocalTime time = LocalTime.parse(date.group("time").replaceFirst(":60$", ":59"));
            return OptionalLong.of(day.toEpochSecond(time, ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    /** Of two digits: never more than 50 years from now (RFC 9110 §5.6.7). */
    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        if (digits.length() > 2) {
            return year;
        }
        int now = Year.now(ZoneOffset.UTC).getValue();
        int near = now / 100 * 100 + year;
        return near > now + 50 ? near - 100 : near;
    }
}
