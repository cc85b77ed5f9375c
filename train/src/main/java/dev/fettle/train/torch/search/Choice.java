package dev.fettle.train.torch.search;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How far one group has chosen.
///
/// @param width of the candidate with the largest chance; of equal ones the first
/// @param entropy of the chances of the different widths, as a part of the largest possible: 1 if nothing is chosen
/// yet, 0 if everything is, or if there is but one width
/// @param margin by which the chance of the candidate is larger than that of any candidate of another width; 1 if
/// there is none
/// @param chances of the candidates, from the softmax
public record Choice(int width, double entropy, double margin, List<Double> chances) {
    public Choice {
        chances = List.copyOf(chances);
    }

    /// @param candidates numbers of channels
    /// @param alphas one for each
    static Choice of(List<Integer> candidates, float[] alphas) {
        List<Double> chances = softmax(alphas);
        int best = IntStream.range(0, chances.size())
                .reduce((a, b) -> chances.get(b) > chances.get(a) ? b : a)
                .orElseThrow();
        int width = candidates.get(best);
        double second = IntStream.range(0, chances.size())
                .filter(i -> candidates.get(i) != width)
                .mapToDouble(chances::get)
                .max()
                .orElse(chances.get(best) - 1);
        return new Choice(width, entropy(candidates, chances), chances.get(best) - second, chances);
    }

    private static List<Double> softmax(float[] alphas) {
        double largest = IntStream.range(0, alphas.length)
                .mapToDouble(i -> alphas[i])
                .max()
                .orElseThrow();
        List<Double> powers = IntStream.range(0, alphas.length)
                .mapToObj(i -> Math.exp(alphas[i] - largest))
                .toList();
        double sum = powers.stream().mapToDouble(power -> power).sum();
        return powers.stream().map(power -> power / sum).toList();
    }

    private static double entropy(List<Integer> candidates, List<Double> chances) {
        NavigableMap<Integer, Double> byWidth = new TreeMap<>();
        for (int i = 0; i < chances.size(); i++) {
            byWidth.merge(candidates.get(i), chances.get(i), Double::sum);
        }
        if (byWidth.size() == 1) {
            return 0;
        }
        double entropy = byWidth.values().stream()
                .filter(chance -> chance > 0)
                .mapToDouble(chance -> -chance * Math.log(chance))
                .sum();
        return entropy / Math.log(byWidth.size());
    }

    /// What the channel of a rank counts with in the mixture: the chances of all candidates that have more
    /// channels.
    ///
    /// @param rank from 0
    double factor(List<Integer> candidates, int rank) {
        return IntStream.range(0, chances.size())
                .filter(i -> candidates.get(i) > rank)
                .mapToDouble(chances::get)
                .sum();
    }
}
