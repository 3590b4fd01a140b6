package dev.carillon.monitor.source;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Points of local time, written as systemd.time(7) has them: weekdays, a date and a time, each with lists, ranges and steps:
 * {@code Mon..Fri 07:00}, {@code *-*-01 06:30:00}, {@code Sat,Sun *:0/15}, {@code daily}. Without fractions of seconds and days
 * counted from a month's end.
 */
final class CalendarTime {
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;
    private static final Map<String, String> NAMES = Map.of(
            "minutely", "*-*-* *:*:00",
            "hourly", "*-*-* *:00:00",
            "daily", "*-*-* 00:00:00",
            "weekly", "Mon *-*-* 00:00:00",
            "monthly", "*-*-01 00:00:00",
            "quarterly", "*-01,04,07,10-01 00:00:00",
            "semiannually", "*-01,07-01 00:00:00",
            "yearly", "*-01-01 00:00:00");

    private final String text;
    private final Set<DayOfWeek> weekdays;
    private final NavigableSet<Integer> years;
    private final NavigableSet<Integer> months;
    private final NavigableSet<Integer> days;
    private final NavigableSet<Integer> hours;
    private final NavigableSet<Integer> minutes;
    private final NavigableSet<Integer> seconds;

    private CalendarTime(String text, Set<DayOfWeek> weekdays, String[] date, String[] time) {
        this.text = text;
        this.weekdays = weekdays;
        this.years = numbers(date[0], FIRST_YEAR, LAST_YEAR);
        this.months = numbers(date[1], 1, 12);
        this.days = numbers(date[2], 1, 31);
        this.hours = numbers(time[0], 0, 23);
        this.minutes = numbers(time[1], 0, 59);
        this.seconds = numbers(time[2], 0, 59);
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if they are none, with the reason
     */
    static CalendarTime parse(String text) {
        String full = NAMES.getOrDefault(text.strip().toLowerCase(Locale.ROOT), text.strip());
        List<String> words = new ArrayList<>(List.of(full.split("\\s+", -1)));
        Set<DayOfWeek> weekdays = EnumSet.allOf(DayOfWeek.class);
        if (Character.isLetter(
                words.getFirst().isEmpty() ? ' ' : words.getFirst().charAt(0))) {
            weekdays = weekdays(words.removeFirst());
        }
        String date = "*-*-*";
        if (!words.isEmpty() && words.getFirst().indexOf('-') >= 0) {
            date = words.removeFirst();
        }
        String time = words.isEmpty() ? "00:00:00" : words.removeFirst();
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("\"" + words.getFirst() + "\" is too much");
        }
        return new CalendarTime(text, weekdays, dateParts(date), timeParts(time));
    }

    private static String[] dateParts(String date) {
        String[] parts = date.split("-", -1);
        return switch (parts.length) {
            case 2 -> new String[] {"*", parts[0], parts[1]};
            case 3 -> parts;
            default -> throw new IllegalArgumentException("\"" + date + "\" is no date");
        };
    }

    private static String[] timeParts(String time) {
        String[] parts = time.split(":", -1);
        return switch (parts.length) {
            case 2 -> new String[] {parts[0], parts[1], "00"};
            case 3 -> parts;
            default -> throw new IllegalArgumentException("\"" + time + "\" is no time");
        };
    }

    private static Set<DayOfWeek> weekdays(String text) {
        Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("\\.\\.", -1);
            DayOfWeek first = weekday(ends[0]);
            DayOfWeek last = ends.length == 2 ? weekday(ends[1]) : first;
            if (ends.length > 2) {
                throw new IllegalArgumentException("\"" + part + "\" is no weekday");
            }
            for (DayOfWeek day = first; day != last; day = day.plus(1)) {
                weekdays.add(day);
            }
            weekdays.add(last);
        }
        return weekdays;
    }

    private static DayOfWeek weekday(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = day.name().toLowerCase(Locale.ROOT);
            String given = text.toLowerCase(Locale.ROOT);
            if (given.equals(name) || given.equals(name.substring(0, 3))) {
                return day;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no weekday");
    }

    private static NavigableSet<Integer> numbers(String text, int least, int most) {
        NavigableSet<Integer> numbers = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            int slash = part.indexOf('/');
            int step = slash < 0 ? 1 : number(part.substring(slash + 1), 1, most);
            String range = slash < 0 ? part : part.substring(0, slash);
            int dots = range.indexOf("..");
            boolean isAny = range.equals("*");
            int first = isAny ? least : number(dots < 0 ? range : range.substring(0, dots), least, most);
            int alone = slash < 0 && !isAny ? first : most;
            int last = dots < 0 ? alone : number(range.substring(dots + 2), least, most);
            if (last < first) {
                throw new IllegalArgumentException("\"" + part + "\" goes backwards");
            }
            for (int each = first; each <= last; each += step) {
                numbers.add(each);
            }
        }
        return numbers;
    }

    private static int number(String text, int least, int most) {
        if (!text.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException("\"" + text + "\" is no number");
        }
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException(number + " is not from " + least + " to " + most);
        }
        return number;
    }

    /** The first of them after a point; empty if there is none any more. */
    Optional<LocalDateTime> after(LocalDateTime point) {
        LocalDate today = point.toLocalDate();
        if (isDay(today)) {
            Optional<LocalTime> time = timeFrom(point.toLocalTime().withNano(0).plusSeconds(1));
            boolean isPastMidnight = point.toLocalTime().toSecondOfDay() == LocalTime.MAX.toSecondOfDay();
            if (time.isPresent() && !isPastMidnight) {
                return time.map(today::atTime);
            }
        }
        Optional<LocalTime> first = timeFrom(LocalTime.MIN);
        return nextDay(today.plusDays(1)).flatMap(day -> first.map(day::atTime));
    }

    private boolean isDay(LocalDate day) {
        return years.contains(day.getYear())
                && months.contains(day.getMonthValue())
                && days.contains(day.getDayOfMonth())
                && weekdays.contains(day.getDayOfWeek());
    }

    /** Months that are none of them are passed over as a whole. */
    private Optional<LocalDate> nextDay(LocalDate from) {
        LocalDate day = from;
        while (day.getYear() <= LAST_YEAR) {
            if (isDay(day)) {
                return Optional.of(day);
            }
            boolean isMonth = years.contains(day.getYear()) && months.contains(day.getMonthValue());
            day = isMonth ? day.plusDays(1) : day.withDayOfMonth(1).plusMonths(1);
        }
        return Optional.empty();
    }

    private Optional<LocalTime> timeFrom(LocalTime from) {
        for (int hour : hours.tailSet(from.getHour())) {
            int firstMinute = hour == from.getHour() ? from.getMinute() : 0;
            for (int minute : minutes.tailSet(firstMinute)) {
                boolean isSame = hour == from.getHour() && minute == from.getMinute();
                Integer second = seconds.ceiling(isSame ? from.getSecond() : 0);
                if (second != null) {
                    return Optional.of(LocalTime.of(hour, minute, second));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CalendarTime time && text.equals(time.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
