package dev.fettle.train.torch.objective;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// How far two tensors of the same shape are apart: the mean over all samples of a function of their difference d.
public enum Norm {
    /// |d|
    @JsonProperty("l1")
    L1,
    /// d²
    @JsonProperty("l2")
    L2,
    /// √(d² + ε²), ε = 10⁻³. Charbonnier et al., ICIP 1994; ε as in Lai et al., CVPR 2017, sec. 3.3.
    @JsonProperty("charbonnier")
    CHARBONNIER;

    /// ε of {@link #CHARBONNIER}, for samples in [0, 1].
    public static final double EPSILON = 1e-3;

    /// As settings spell it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The norm of a name, if there is one.
    static Optional<Norm> of(String label) {
        return Arrays.stream(values())
                .filter(norm -> norm.label().equals(label))
                .findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Norm::label).toList();
    }

    /// A tensor of one element.
    public Tensor distance(Tensor a, Tensor b) {
        return switch (this) {
            case L1 -> torch.l1_loss(a, b);
            case L2 -> torch.mse_loss(a, b);
            case CHARBONNIER ->
                a.sub(b).square().add(new Scalar(EPSILON * EPSILON)).sqrt().mean();
        };
    }
}
