package dev.fettle.lab.report;

import java.util.List;
import java.util.Optional;

/// What a network chose between over a picture, in numbers; {@link #layers} in the order of the network.
///
/// The *share* of a group in a window is |β| / Σ|β|: the weight itself after a softmax. The *energy* of a window is
/// log10(E + 1/12), E being the mean square of its finest detail on the 0..255 scale and 1/12 that of rounding.
///
/// @param kind `kernels`
/// @param model its name
/// @param picture the file
/// @param width of what the network saw, in pixels
/// @param columns windows side by side
/// @param rows windows one below the other
/// @param window their side
/// @param disjoint how many of them find room without overlap
/// @param energies of the windows, row after row
/// @param untrained the same layers before any training, on the same windows
/// @param trend over the layers
/// @param notes what a reader should know before the numbers
public record KernelResults(
        String kind,
        String model,
        String picture,
        int width,
        int height,
        int columns,
        int rows,
        int window,
        int disjoint,
        List<Double> energies,
        List<Layer> layers,
        List<Control> untrained,
        Trend trend,
        List<String> notes) {
    /// A cardinal group is *steady* if the shares of its groups deviate by less than this from their means over
    /// the picture (root of the sum of their variances): it mixes the same kernel everywhere.
    public static final double STEADY_BELOW = 0.01;

    /// A window's choice is open if the largest share is ahead of the next by less than this.
    public static final double OPEN_BELOW = 0.01;

    /// In {@link Cardinal#chosen}: none.
    public static final int OPEN = -1;

    public KernelResults {
        energies = List.copyOf(energies);
        layers = List.copyOf(layers);
        untrained = List.copyOf(untrained);
        notes = List.copyOf(notes);
    }

    /// Convolutions that are mixed by the same coefficients. Correlations are means over the cardinal groups
    /// that are not steady, and empty if there is none for which they are defined.
    ///
    /// @param name the convolutions
    /// @param groups k
    /// @param cardinals d
    /// @param steady cardinal groups that are
    /// @param entropy of the shares, mean over windows and cardinal groups, in units of log k: 1 for equal
    /// shares
    /// @param largest share, mean alike
    /// @param variation of the shares over the picture, mean over cardinal groups: root of the sum of their
    /// variances
    /// @param chosenRatio η² of the largest group with the energy
    /// @param weightsDetermination R² of the shares with the energy
    /// @param strongest share of all
    public record Layer(
            String name,
            int groups,
            int cardinals,
            int steady,
            double entropy,
            double largest,
            double variation,
            Optional<Double> chosenRatio,
            Optional<Double> weightsDetermination,
            Optional<Strongest> strongest,
            List<Cardinal> parts) {
        public Layer {
            parts = List.copyOf(parts);
        }

        /// Whether it mixes the same kernels everywhere.
        public boolean hasNoChoice() {
            return steady == cardinals;
        }
    }

    /// What the numbers of a layer are to be compared with: those of the same network with fresh weights. Means
    /// of features differ between texture and sky whatever a router makes of them.
    public record Control(
            double entropy, double variation, Optional<Double> chosenRatio, Optional<Double> weightsDetermination) {
        /// What a layer of an untrained network is compared by.
        public static Control of(Layer layer) {
            return new Control(layer.entropy(), layer.variation(), layer.chosenRatio(), layer.weightsDetermination());
        }
    }

    /// The share whose correlation with the energy is largest.
    ///
    /// @param cardinal its number, from 1
    /// @param group its number, from 1
    /// @param correlation Pearson's
    public record Strongest(int cardinal, int group, double correlation) {}

    /// One cardinal group of a layer.
    ///
    /// @param windows in which each group is the largest; those left over are open
    /// @param shares mean of each group over the windows
    /// @param chosen the largest group of each window, from 0, or {@link KernelResults#OPEN}
    /// @param largest its share in each window
    /// @param moving the group whose share varies most
    public record Cardinal(
            boolean steady,
            double entropy,
            double variation,
            Optional<Double> chosenRatio,
            Optional<Double> weightsDetermination,
            Optional<Strongest> strongest,
            List<Integer> windows,
            List<Double> shares,
            List<Integer> chosen,
            List<Double> largest,
            Moving moving) {
        public Cardinal {
            windows = List.copyOf(windows);
            shares = List.copyOf(shares);
            chosen = List.copyOf(chosen);
            largest = List.copyOf(largest);
        }
    }

    /// A group and its share in each window.
    ///
    /// @param group its number, from 1
    public record Moving(int group, List<Double> shares) {
        public Moving {
            shares = List.copyOf(shares);
        }
    }

    /// Spearman's rank correlation of a layer's place in the network with its numbers; empty below three
    /// layers.
    public record Trend(
            Optional<Double> chosenRatio, Optional<Double> weightsDetermination, Optional<Double> entropy) {}

    /// Layers that choose.
    public List<Layer> choosing() {
        return layers.stream().filter(layer -> !layer.hasNoChoice()).toList();
    }

    /// The largest k.
    public int mostGroups() {
        return layers.stream().mapToInt(Layer::groups).max().orElse(0);
    }

    /// η² and R² that layers of k groups have by chance, if the windows were independent: (k - 1) / (windows -
    /// 1).
    public double chance() {
        return Math.min(1, (mostGroups() - 1.0) / Math.max(1, energies.size() - 1));
    }
}
