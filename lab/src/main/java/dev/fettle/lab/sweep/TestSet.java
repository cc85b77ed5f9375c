package dev.fettle.lab.sweep;

import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Steps;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.metric.Protocol;
import dev.fettle.train.experiment.Experiment;
import java.util.List;
import java.util.stream.Collectors;

/// Pictures that every variant is measured on, and how: what `fettle evaluate` is told by its options.
/// One of scale, sigma, quality and steps says what is done to them; none of them does where they are to be
/// sorted, and the folder has a folder of pictures for each class then.
///
/// @param name in the report
/// @param folder of the originals, or one whose subfolder `HR` holds them, or of the classes; relative
/// paths start from the current directory
/// @param scale of super-resolution; 1 for the other tasks
/// @param sigma of Gaussian noise on the 0..255 scale; 0 for the other tasks
/// @param quality of JPEG files; 0 for the other tasks
/// @param protocol `y`, `y-rounded` or `rgb`
/// @param seed for another draw of the noise
/// @param steps several things one after the other, as {@link Steps} reads them; empty where one number
/// says it
public record TestSet(
        String name, String folder, int scale, double sigma, int quality, String protocol, long seed, String steps) {
    /// Of nothing.
    public static final TestSet DEFAULTS = new TestSet("", "", 1, 0, 0, Protocol.Y.label(), 0, "");

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
        if (!steps.isBlank() && parsed(name, steps).task().isEmpty()) {
            throw new IllegalArgumentException(
                    "set '%s': steps '%s' leave nothing to restore; add noise, poisson or jpeg".formatted(name, steps));
        }
    }

    private static Degradation parsed(String name, String steps) {
        try {
            return Steps.parse(steps);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("set '" + name + "': steps: " + e.getMessage(), e);
        }
    }

    /// @throws IllegalArgumentException if something is not said
    void requireComplete() {
        if (name.isBlank() || folder.isBlank()) {
            throw new IllegalArgumentException("sets: each needs 'name' and 'folder', got " + this);
        }
    }

    /// Whether its pictures are to be sorted: nothing is done to them.
    public boolean hasClasses() {
        return degradations() == 0;
    }

    private int degradations() {
        return (scale > 1 ? 1 : 0) + (sigma > 0 ? 1 : 0) + (quality > 0 ? 1 : 0) + (steps.isBlank() ? 0 : 1);
    }

    /// @param sorts whether the sweep sorts pictures
    /// @throws IllegalArgumentException if not just what such a sweep needs is said
    public void requireOf(boolean sorts) {
        if (!sorts && degradations() != 1) {
            throw new IllegalArgumentException("set '" + name
                    + "': needs one of scale (at least 2), sigma, quality and steps, got " + degradations());
        }
        if (sorts && !equals(new TestSet(name, folder, 1, 0, 0, DEFAULTS.protocol, 0, ""))) {
            throw new IllegalArgumentException(
                    "set '%s': pictures are sorted as they are; leave out scale, sigma, quality, steps, protocol and seed"
                            .formatted(name));
        }
    }

    /// What a network must be made for that restores them.
    public Task task() {
        if (scale > 1) {
            return Task.SR;
        }
        if (!steps.isBlank()) {
            return parsed(name, steps).task().orElseThrow(); // required above
        }
        return sigma > 0 ? Task.DENOISE : Task.DEBLOCK;
    }

    /// How the inputs are made of the originals.
    public Degradation degradation() {
        if (!steps.isBlank()) {
            return parsed(name, steps);
        }
        return switch (task()) {
            case SR -> task().degradation(scale);
            case DENOISE -> task().degradation(sigma);
            case DEBLOCK -> task().degradation(quality);
        };
    }

    /// @throws IllegalArgumentException if a network does not undo what is done here
    void requireFitting(Variant variant) {
        if (hasClasses()) {
            return; // what the classes are, the folders tell
        }
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
