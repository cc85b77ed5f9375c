package dev.fettle.network;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How the shift of a copied feature map is chosen among all up to some samples in each direction: by proxies, one for
/// each offset, in the order of a kernel whose only 1 would do the same, row by row from the top left. Nie et al., TMLR
/// 2022 (GhostSR), sec. 3.2; authors' code in mindspore-ai/models, GhostSR.
///
/// @param reach d, the largest offset in each direction
/// @param rule which proxy counts, and what gradient they have
/// @param centre whether the copy may stay where it is, which costs the layer a channel
/// @param noise factor on the Gumbel noise while the choice trains
public record ShiftChoice(int reach, Rule rule, boolean centre, Fading noise) {
    private static final int LARGEST_REACH = 16;

    /// Which of the proxies W, with noise n, is chosen.
    public enum Rule {
        /// The largest |W + n|; every proxy has the gradient of its place in the kernel: the authors' code.
        @JsonProperty("magnitude")
        MAGNITUDE,
        /// The largest W + n, with the gradient of the softmax of W + n: the paper.
        @JsonProperty("softmax")
        SOFTMAX;

        /// What the largest is looked for among.
        public double weight(double proxy) {
            return switch (this) {
                case MAGNITUDE -> Math.abs(proxy);
                case SOFTMAX -> proxy;
            };
        }
    }

    public ShiftChoice {
        if (reach < 1 || reach > LARGEST_REACH) {
            throw new IllegalArgumentException(
                    "shift: the offset must be 1 to %d, got %d".formatted(LARGEST_REACH, reach));
        }
    }

    /// Side of the kernel.
    public int side() {
        return 2 * reach + 1;
    }

    /// Proxies of a choice.
    public int candidates() {
        return side() * side();
    }

    /// Whether a place in the kernel may be chosen.
    public boolean isCandidate(int place) {
        return centre || place != candidates() / 2;
    }

    /// The place that is chosen without noise, the first of the largest.
    ///
    /// @param proxies of several choices, one after the other
    /// @param choice number of the one that is meant
    public int chosen(float[] proxies, int choice) {
        int best = isCandidate(0) ? 0 : 1;
        for (int place = best + 1; place < candidates(); place++) {
            if (isCandidate(place) && weight(proxies, choice, place) > weight(proxies, choice, best)) {
                best = place;
            }
        }
        return best;
    }

    private double weight(float[] proxies, int choice, int place) {
        return rule.weight(proxies[choice * candidates() + place]);
    }

    /// What a place in the kernel does: one above the middle reads the row above, and so moves the map down.
    public Offset offset(int place) {
        return new Offset(reach - place / side(), reach - place % side());
    }
}
