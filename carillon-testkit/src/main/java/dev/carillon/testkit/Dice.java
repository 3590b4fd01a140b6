package dev.carillon.testkit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** The chances of the faults, which any thread may set, and the seeded random numbers, which the bound thread draws. */
final class Dice {
    private long seed;
    private final Random random;
    private final Map<Fault, Double> chances = new EnumMap<>(Fault.class);

    Dice(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    synchronized void reseed(long newSeed) {
        seed = newSeed;
        random.setSeed(newSeed);
    }

    RandomGenerator random() {
        return random;
    }

    synchronized void set(Fault fault, double chance) {
        fault.check(chance);
        chances.put(fault, chance);
    }

    synchronized void clear() {
        chances.clear();
    }

    synchronized boolean canShow(Fault fault) {
        return chances.getOrDefault(fault, 0.0) > 0;
    }

    /** Draws a number only for a fault that can happen, so that one fault's setting does not move the others. */
    synchronized boolean shows(Fault fault) {
        double chance = chances.getOrDefault(fault, 0.0);
        return chance > 0 && random.nextDouble() < chance;
    }

    /** The seed and the chances. */
    @Override
    public synchronized String toString() {
        return "seeded " + seed + " " + chances;
    }
}
