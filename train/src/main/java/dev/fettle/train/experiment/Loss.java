package dev.fettle.train.experiment;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What training makes small: the mean over all samples of a function of the difference d between output and
/// original.
public enum Loss {
    /// |d|
    L1,
    /// d²
    L2,
    /// √(d² + ε²), ε = 10⁻³. Charbonnier et al., ICIP 1994; ε as in Lai et al., CVPR 2017, sec. 3.3.
    CHARBONNIER;

    /// ε of {@link #CHARBONNIER}, for samples in [0, 1].
    public static final double EPSILON = 1e-3;

    /// @param label `l1`, `l2` or `charbonnier`
    public static Loss parse(String label) {
        return Arrays.stream(values())
                .filter(loss -> loss.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown loss '" + label + "'; known: "
                        + Arrays.stream(values()).map(Loss::label).collect(Collectors.joining(", "))));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
