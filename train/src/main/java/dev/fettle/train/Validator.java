package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.metric.Psnr;
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

    private double psnrY(Image target, Image restored) {
        return Psnr.of(Luma.of(target).withoutBorder(border), Luma.of(restored).withoutBorder(border));
    }
}
