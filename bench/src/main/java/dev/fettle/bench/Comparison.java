package dev.fettle.bench;

import dev.fettle.lab.Times;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Engines that take turns, never two at a time, so that a slow moment of the machine hits all of them.
///
/// @param rounds runs of each engine that count
/// @param warmUpSeconds how long each runs before that; at least {@link #FEWEST_WARM_UPS} runs, of which none begins
/// after {@link #ENOUGH_SECONDS}
record Comparison(int rounds, double warmUpSeconds) {
    static final int FEWEST_WARM_UPS = 5;

    /// A network that takes ten seconds has every loop compiled after two runs.
    private static final double ENOUGH_SECONDS = 20;

    Comparison {
        if (rounds < 1) {
            throw new IllegalArgumentException("at least 1 run is needed, got " + rounds);
        }
    }

    /// What came out for one engine.
    ///
    /// @param version of the engine, as it says itself
    /// @param peakResidentBytes before anything but the runs was asked of it
    record Result(Contestant contestant, String version, Times times, OptionalLong peakResidentBytes) {
        private static Result of(Entrant entrant, Times times) {
            return new Result(entrant.contestant(), entrant.version(), times, entrant.peakResidentBytes());
        }
    }

    /// Warms up one engine after the other, then runs the rounds.
    ///
    /// @param progress told what is about to happen
    /// @return one entry per entrant
    List<Result> run(List<? extends Entrant> entrants, Consumer<String> progress) throws IOException {
        List<Double> firsts = new ArrayList<>();
        List<List<Double>> millis = new ArrayList<>();
        for (Entrant entrant : entrants) {
            progress.accept("warming up " + entrant.contestant().label());
            firsts.add(warmUp(entrant));
            millis.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            progress.accept("round " + (round + 1) + " of " + rounds);
            for (int i = 0; i < entrants.size(); i++) {
                millis.get(i).add(entrants.get(i).run());
            }
        }
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < entrants.size(); i++) {
            results.add(Result.of(entrants.get(i), new Times(firsts.get(i), millis.get(i))));
        }
        return results;
    }

    /// @return milliseconds of the first run
    private double warmUp(Entrant entrant) throws IOException {
        double first = entrant.run();
        double spent = first;
        for (int runs = 1; isCold(runs, spent / 1e3); runs++) {
            spent += entrant.run();
        }
        return first;
    }

    private boolean isCold(int runs, double seconds) {
        return seconds < warmUpSeconds || runs < FEWEST_WARM_UPS && seconds < ENOUGH_SECONDS;
    }
}
