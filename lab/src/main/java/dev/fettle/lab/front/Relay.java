package dev.fettle.lab.front;

import dev.fettle.lab.TimedNetwork;
import dev.fettle.lab.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Times of several networks that take turns, so that a slow moment of the machine hits all of them.
final class Relay {
    private static final int FEWEST_WARM_UPS = 2;

    private Relay() {}

    /// Warms up one network after the other, then runs the rounds.
    ///
    /// @param progress told what is about to happen
    /// @return one entry for each
    static List<Times> times(List<Competitor> competitors, Timing how, Consumer<String> progress) {
        List<TimedNetwork> networks = new ArrayList<>();
        try {
            List<Double> firsts = new ArrayList<>();
            List<List<Double>> millis = new ArrayList<>();
            for (Competitor competitor : competitors) {
                progress.accept("warming up " + competitor.name());
                networks.add(competitor.timed(how.threads()));
                firsts.add(warmUp(networks.getLast(), how.warmUpSeconds()));
                millis.add(new ArrayList<>());
            }
            for (int round = 0; round < how.runs(); round++) {
                progress.accept("round " + (round + 1) + " of " + how.runs());
                for (int i = 0; i < networks.size(); i++) {
                    millis.get(i).add(networks.get(i).millis());
                }
            }
            List<Times> times = new ArrayList<>();
            for (int i = 0; i < firsts.size(); i++) {
                times.add(new Times(firsts.get(i), millis.get(i)));
            }
            return times;
        } finally {
            networks.forEach(TimedNetwork::close);
        }
    }

    /// @return milliseconds of the first run
    private static double warmUp(TimedNetwork network, double seconds) {
        double first = network.millis();
        double spent = first;
        for (int runs = 1; runs < FEWEST_WARM_UPS || spent < seconds * 1e3; runs++) {
            spent += network.millis();
        }
        return first;
    }
}
