package dev.fettle.lab.sweep;

import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.metric.Protocol;
import dev.fettle.train.experiment.Experiment;
import java.util.List;
import java.util.stream.Collectors;

/// Pictures that every variant is measured on, and how: what `fettle evaluate` is told by its options. One of scale,
/// sigma and quality says what is done to them.
///
/// @param name in the report
/// @param folder of the originals, or one whose subfolder `HR` holds them; relative paths start from the current
/// directory
/// @param scale of super-resolution; 1 for the other tasks
/// @param sigma of Gaussian noise on the 0..255 scale; 0 for the other tasks
/// @param quality of JPEG files; 0 for the other tasks
/// @param protocol `y`, `y-rounded` or `rgb`
/// @param seed for another draw of the noise
public record TestSet(String name, String folder, int scale, double sigma, int quality, String protocol, long seed) {
    static final TestSet DEFAULTS = new TestSet("", "", 1, 0, 0, Protocol.Y.label(), 0);

    public TestSet {
        if (Protocol.parse(protocol) == Protocol.Y_DOUBLE) {
            throw new IllegalArgumentException("set '" + name
                    + "': protocol y-double is for the bicubic row of published tables; choose y, y-rounded or rgb");
        }
        if (scale < 1 || !(sigma >= 0) || quality < 0 || quality > 100) {
            throw new IllegalArgumentException(
                    "set '%s': scale must be at least 1, sigma at least 0 and quality 0 to 100, got %d, %s and %d"
                            .formatted(name, scale, sigma, quality));
        }
    }

    /// @throws IllegalArgumentException if something is not said, or two degradations are
    void requireComplete() {
        if (name.isBlank() || folder.isBlank()) {
            throw new IllegalArgumentException("sets: each needs 'name' and 'folder', got " + this);
        }
        int degradations = (scale > 1 ? 1 : 0) + (sigma > 0 ? 1 : 0) + (quality > 0 ? 1 : 0);
        if (degradations != 1) {
            throw new IllegalArgumentException(
                    "set '" + name + "': needs one of scale (at least 2), sigma and quality, got " + degradations);
        }
    }

    /// What a network must be made for to be measured here.
    public Task task() {
        if (scale > 1) {
            return Task.SR;
        }
        return sigma > 0 ? Task.DENOISE : Task.DEBLOCK;
    }

    /// How the inputs are made of the originals.
    public Degradation degradation() {
        return switch (task()) {
            case SR -> task().degradation(scale);
            case DENOISE -> task().degradation(sigma);
            case DEBLOCK -> task().degradation(quality);
        };
    }

    /// @throws IllegalArgumentException if a network does not undo what is done here
    void requireFitting(Variant variant) {
        Experiment experiment = variant.experiment();
        List<Integer> scales = experiment.architecture().scales();
        if (!scales.contains(scale) || !experiment.settings().task().equals(task().label())) {
            throw new IllegalArgumentException("%s: task %s at scale %s does not fit the set '%s' (%s at scale %d)"
                    .formatted(
                            variant.file(),
                            experiment.settings().task(),
                            scales.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                            name,
                            task().label(),
                            scale));
        }
    }
}
