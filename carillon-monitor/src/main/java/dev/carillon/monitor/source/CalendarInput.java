package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.linux.Clock;
import dev.carillon.loop.KernelTimerSource;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Points of time by the calendar, each once whatever is done to the clock. The kernel wakes us, and tells when the clock is set.
 *
 * @param at when
 */
record CalendarInput(List<CalendarTime> at) implements Input {
    static final String KEY = "calendar";
    private static final Key<CalendarTime> AT = new Key<>(
            "at",
            Kind.text(
                    "times as systemd.time(7) has them: \"Mon..Fri 07:00\", \"*-*-01 06:30\", \"daily\"",
                    CalendarTime::parse),
            "When: weekdays, a date and a time, as systemd.time(7) has them. Local time; each once, also where the"
                    + " clock is put back.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "Points of time by the calendar.").map(of -> new CalendarInput(of.requireList(AT)));
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        ZoneId zone = ZoneId.systemDefault();
        Due due = new Due(this, zone, Instant.now());
        KernelTimerSource timer = inlet.loop().kernelTimer(inlet.name(), Clock.REALTIME, new Bell(inlet, due));
        arm(timer, due);
        return new OpenSource(timer);
    }

    private static void arm(KernelTimerSource timer, Due due) {
        due.next().ifPresentOrElse(when -> timer.armAt(when, Duration.ZERO, true), timer::disarm);
    }

    /** Rings when it is time, and looks anew when the clock was set. */
    private record Bell(Inlet inlet, Due due) implements KernelTimerSource.Handler {
        @Override
        public void expired(KernelTimerSource source, long expirations) {
            look(source);
        }

        @Override
        public void clockWasSet(KernelTimerSource source) {
            look(source);
        }

        private void look(KernelTimerSource source) {
            due.at(Instant.now()).ifPresent(point -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("at", point.toString());
                inlet.notice("due", fields);
            });
            arm(source, due);
        }
    }

    /** What was told last, in local time: that moves on whatever the clock does. */
    static final class Due {
        /** What was missed by more is history; and a clock that goes back by more was wrong before. */
        private static final Duration LONGEST = Duration.ofDays(1);

        private final CalendarInput settings;
        private final ZoneId zone;
        private LocalDateTime last;

        Due(CalendarInput settings, ZoneId zone, Instant now) {
            this.settings = settings;
            this.zone = zone;
            this.last = LocalDateTime.ofInstant(now, zone);
        }

        private Optional<LocalDateTime> after(LocalDateTime point) {
            return settings.at.stream()
                    .flatMap(each -> each.after(point).stream())
                    .min(Comparator.naturalOrder());
        }

        /** When to look next. In the hour that a day lacks it is the hour after. */
        Optional<Instant> next() {
            return after(last).map(point -> point.atZone(zone).toInstant());
        }

        /** The latest point that has come and was not told. */
        Optional<LocalDateTime> at(Instant now) {
            LocalDateTime local = LocalDateTime.ofInstant(now, zone);
            if (local.isBefore(last.minus(LONGEST)) || local.isAfter(last.plusYears(1))) {
                last = local; // the clock was wrong
                return Optional.empty();
            }
            LocalDateTime from = last.isBefore(local.minus(LONGEST)) ? local.minus(LONGEST) : last;
            Optional<LocalDateTime> due = Optional.empty();
            for (Optional<LocalDateTime> each = after(from); isBy(each, now); each = after(each.get())) {
                due = each;
            }
            due.ifPresent(point -> last = point);
            return due;
        }

        private boolean isBy(Optional<LocalDateTime> point, Instant now) {
            return point.isPresent() && !point.get().atZone(zone).toInstant().isAfter(now);
        }
    }
}
