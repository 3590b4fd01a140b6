package dev.carillon.monitor.rule;

import org.jspecify.annotations.Nullable;

/**
 * From where on a number raises an alarm, and from where on it clears it again. Between the two all stays as it is.
 *
 * @param above a greater one raises it
 * @param below a smaller one raises it
 * @param clearBelow it clears only when it is smaller than this, if given
 * @param clearAbove it clears only when it is greater than this, if given
 */
public record Limits(
        @Nullable Double above,
        @Nullable Double below,
        @Nullable Double clearBelow,
        @Nullable Double clearAbove) {
    /** Whether a number is too great or too small. */
    public boolean raises(double number) {
        return above != null && number > above || below != null && number < below;
    }

    /** Whether a number is good again. */
    public boolean clears(double number) {
        return clearsFromAbove(number) && clearsFromBelow(number);
    }

    private boolean clearsFromAbove(double number) {
        if (clearBelow != null) {
            return number < clearBelow;
        }
        return above == null || number <= above;
    }

    private boolean clearsFromBelow(double number) {
        if (clearAbove != null) {
            return number > clearAbove;
        }
        return below == null || number >= below;
    }
}
