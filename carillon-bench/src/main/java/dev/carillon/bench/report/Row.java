package dev.carillon.bench.report;

/**
 * A row of the table: what is compared with what.
 *
 * @param what what is measured
 * @param unit of the values
 * @param ours our side
 * @param peer the other side; empty if there is none
 * @param target what has to be reached
 * @param allocates whether our side may allocate
 */
public record Row(String what, String unit, String ours, String peer, Target target, boolean allocates) {
    /** One whose side may not allocate. */
    public Row(String what, String unit, String ours, String peer, Target target) {
        this(what, unit, ours, peer, target, false);
    }
}
