package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.metric.Psnr;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.train.data.Example;
import dev.fettle.train.torch.TorchTraining;
import java.util.List;

/// Measures the averaged network while it trains: mean PSNR of the luma of 8-bit results inside a border.
/// Good for watching; numbers that are reported come out of `fettle evaluate`.
///
/// @param border pixels ignored on every side: the scale
record Validator(List<Example> examples, int border) {
    Validator {
        examples = List.copyOf(examples);
    }

    double psnrY(TorchTraining training) {
        return examples.stream()
                .mapToDouble(example -> psnrY(example.target(), training.restore(example.input())))
                .average()
                .orElse(Double.NaN);
    }

    /// What the same pictures have without a network: enlarged by MATLAB's bicubic, or as they come where the
    /// network keeps the size.
    double baselinePsnrY() {
        return examples.stream()
                .mapToDouble(example -> psnrY(example.target(), plain(example)))
                .average()
                .orElse(Double.NaN);
    }

    private static Image plain(Example example) {
        int scale = example.target().width() / example.input().width(); // 1 for networks that are fed enlarged
        return scale == 1 ? example.input() : Bicubic.enlarge(example.input(), scale, Flavour.MIRROR_8BIT);
    }

    private double psnrY(Image target, Image restored) {
        return Psnr.of(Luma.of(target).withoutBorder(border), Luma.of(restored).withoutBorder(border));
    }
}
