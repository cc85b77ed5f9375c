package dev.fettle.train.torch.objective;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// How far two tensors of the same shape are apart: the mean over all samples of a function of their difference d, or
/// over all pictures of a function of its square's mean.
public enum Norm {
    /// |d|
    @JsonProperty("l1")
    L1,
    /// d²
    @JsonProperty("l2")
    L2,
    /// √(d² + ε²), ε = 10⁻³. Charbonnier et al., ICIP 1994; ε as in Lai et al., CVPR 2017, sec. 3.3.
    @JsonProperty("charbonnier")
    CHARBONNIER,
    /// 10 log₁₀(1 + m / ε) of each picture's mean m of d², and the mean of these over the pictures: by how many
    /// decibels a picture is below what rounding to 8 bits leaves of it, ε = 1 / (12 · 255²), or 58.9 dB. So a
    /// good picture counts as much as a bad one, of which the others see a hundred times the error. The loss in
    /// PSNR of HINet (Chen et al., CVPRW 2021), whose formula has no ε. For samples in [0, 1].
    @JsonProperty("psnr")
    PSNR;

    /// ε of {@link #CHARBONNIER}, for samples in [0, 1].
    public static final double EPSILON = 1e-3;

    /// ε of {@link #PSNR}: the variance of what rounding to 256 levels adds.
    public static final double ROUNDING = 1 / (12.0 * 255 * 255);

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
            case PSNR -> {
                Tensor means = a.sub(b).square().flatten(1, -1).mean(1); // (N)
                yield means.div(new Scalar(ROUNDING)).log1p().mean().mul(new Scalar(10 / Math.log(10)));
            }
        };
    }
}
