package dev.carillon.monitor.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What rules ought to tell, computed anew from all events at each millisecond, slowly and plainly. Of one rule without keys. */
final class Oracle {
    private final RuleSettings rule;
    private final List<Sample> samples = new ArrayList<>();
    private final List<Long> changes = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private String phase = "REST";
    private long since;
    private boolean flapping;

    /** A number, and when. */
    record Sample(long at, double number) {}

    Oracle(RuleSettings rule) {
        this.rule = rule;
    }

    List<String> run(List<Sample> all, long end) {
        int next = 0;
        for (long now = 0; now <= end; now++) {
            settle(now);
            calm(now);
            while (next < all.size() && all.get(next).at == now) {
                samples.add(all.get(next++));
                settle(now);
            }
        }
        return told;
    }

    private void settle(long now) {
        String before;
        do {
            before = phase;
            step(now);
        } while (!before.equals(phase));
    }

    private void step(long now) {
        switch (phase) {
            case "REST" -> become(raises(now) ? "PENDING" : "REST", now);
            case "PENDING" -> {
                if (!raises(now)) {
                    become("REST", now);
                } else if (now - since >= rule.holding().hold().toMillis()) {
                    become("RAISED", now);
                    change("RAISED", now);
                }
            }
            case "RAISED" -> become(clears(now) ? "CLEARING" : "RAISED", now);
            default -> {
                if (!clears(now)) {
                    become("RAISED", now);
                } else if (now - since >= rule.holding().clearFor().toMillis()) {
                    become("REST", now);
                    change("CLEAR", now);
                }
            }
        }
    }

    private void become(String next, long now) {
        if (!next.equals(phase)) {
            phase = next;
            since = now;
        }
    }

    private void change(String to, long now) {
        int most = rule.telling().flapping().changes();
        boolean wasFlapping = flapping;
        flapping |= most > 0 && within(now) >= most;
        changes.add(now);
        if (!wasFlapping) {
            told.add(now + " " + (flapping ? "FLAPPING" : to));
        }
    }

    private void calm(long now) {
        if (flapping && within(now) <= rule.telling().flapping().changes() / 2) {
            flapping = false;
            told.add(now + " " + (phase.equals("REST") || phase.equals("PENDING") ? "CLEAR" : "RAISED"));
        }
    }

    private long within(long now) {
        long span = rule.telling().flapping().in().toMillis();
        return changes.stream().filter(at -> now - at < span).count();
    }

    private boolean raises(long now) {
        return switch (rule.condition()) {
            case Condition.Threshold threshold -> {
                double number = measure(threshold, now);
                Double above = threshold.limits().above();
                Double below = threshold.limits().below();
                boolean isEarly = (threshold.measure() == Measure.SUM || threshold.measure() == Measure.COUNT)
                        && now < threshold.window().toMillis();
                yield above != null && number > above || below != null && number < below && !isEarly;
            }
            case Condition.Count count -> recent(count.in().toMillis(), now) >= count.events();
            case Condition.Absent absent ->
                now - (samples.isEmpty() ? 0 : samples.getLast().at)
                        >= absent.time().toMillis();
            case Condition.Occurrence occurrence ->
                recent(occurrence.healthyAfter().toMillis(), now) > 0;
        };
    }

    private boolean clears(long now) {
        if (!(rule.condition() instanceof Condition.Threshold threshold)) {
            return !raises(now);
        }
        double number = measure(threshold, now);
        Limits limits = threshold.limits();
        boolean isLow = limits.clearBelow() != null
                ? number < limits.clearBelow()
                : limits.above() == null || number <= limits.above();
        boolean isHigh = limits.clearAbove() != null
                ? number > limits.clearAbove()
                : limits.below() == null || number >= limits.below();
        return Double.isNaN(number) ? threshold.measure() != Measure.VALUE : isLow && isHigh;
    }

    private long recent(long span, long now) {
        return samples.stream().filter(sample -> now - sample.at < span).count();
    }

    private double measure(Condition.Threshold threshold, long now) {
        Measure measure = threshold.measure();
        long width = threshold.window().toMillis() / 60;
        List<Double> in = samples.stream()
                .filter(sample -> measure == Measure.VALUE || sample.at / width > now / width - 60)
                .map(Sample::number)
                .toList();
        if (in.isEmpty()) {
            return measure == Measure.SUM || measure == Measure.COUNT ? 0 : Double.NaN;
        }
        double sum = in.stream().mapToDouble(Double::doubleValue).sum();
        return switch (measure) {
            case VALUE -> in.getLast();
            case AVG -> sum / in.size();
            case MIN -> Collections.min(in);
            case MAX -> Collections.max(in);
            case SUM -> sum;
            case COUNT -> in.size();
            case RATE -> in.getLast() - in.getFirst();
            case RISE -> in.getLast() - Collections.min(in);
            case FALL -> Collections.max(in) - in.getLast();
            case P50, P95, P99 ->
                in.stream().sorted().toList().get((int) Math.ceil(measure.percent() * in.size() / 100.0) - 1);
        };
    }
}
