package dev.fettle.train.experiment;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.Task;
import dev.fettle.network.Ending;
import dev.fettle.network.Halo;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Shapes;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.Classes;
import dev.fettle.train.data.WithUnpaired;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.torch.objective.Subject;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Whether settings fit the network that they train, found before anything is read.
record Fitting(Subject subject, Experiment.Settings settings) {
    /// @throws IllegalArgumentException naming the setting that does not
    void require() {
        settings.optimizer()
                .groups()
                .forEach(group -> group.requireIn(subject.graph().parameters()));
        requireWholeFolds();
        settings.regimen().requireFitting(subject);
        requireWindowsWithin();
        subject.scales().forEach(this::requireOriginals);
        requireMeasurable();
        requireColourForGray();
        if (settings.data().unpaired().isGiven()) {
            requireLearntUnpaired();
        }
    }

    /// Whether the network ends as the task wants it.
    ///
    /// @throws IllegalArgumentException naming the task if it does not
    void requireEnding() {
        Ending end = Ending.of(subject.graph());
        switch (settings.purpose()) {
            case Purpose.Restoration(Task task) -> {
                if (end instanceof Ending.Vector(int length)) {
                    throw new IllegalArgumentException(
                            "task '%s' does not fit a network that ends in %d classes; say task: %s"
                                    .formatted(task.label(), length, Classes.TASK));
                }
            }
            case Purpose.Classification purpose -> {
                if (end instanceof Ending.Picture) {
                    throw new IllegalArgumentException(
                            "task '%s' does not fit a network that ends in a picture".formatted(purpose.label()));
                }
                requireSorting(purpose);
            }
        }
    }

    private void requireSorting(Purpose purpose) {
        int channels = subject.graph().inputChannels();
        double white = subject.architecture().valueRange();
        if (channels != Image.Colour.RGB.channels() || white != 1) {
            throw new IllegalArgumentException(
                    "task '%s' is for networks of 3 channels whose white is 1, this one has %d and %s"
                            .formatted(purpose.label(), channels, white));
        }
        if (settings.regimen().holdsOut()) {
            throw new IllegalArgumentException(
                    "regimen: a search learns from degraded pictures; leave it out for task '%s'"
                            .formatted(purpose.label()));
        }
    }

    private void requireColourForGray() {
        if (settings.data().mixture().gray() > 0 && subject.graph().inputChannels() == 1) {
            throw new IllegalArgumentException(
                    "data.mixture.gray: a network of one channel sees nothing but gray pictures; leave it out");
        }
    }

    private void requireLearntUnpaired() {
        Experiment.Data data = settings.data();
        if (!settings.purpose().equals(new Purpose.Restoration(Task.SR))
                || subject.architecture().isFedEnlarged()) {
            throw new IllegalArgumentException(
                    "data.unpaired: is for networks that enlarge their input; leave it out here");
        }
        if (!settings.loss().isOfInputsAlone()) {
            throw new IllegalArgumentException(
                    "data.unpaired: no term of the loss learns without originals; add {type: dual} that ends at scale 1");
        }
        requireBoth(data.unpaired().share(), data.batch());
        if (data.late().isGiven()) {
            requireBoth(data.unpaired().share(), data.late().batch());
        }
    }

    private static void requireBoth(double share, int batch) {
        int patches = WithUnpaired.count(share, batch);
        if (patches < 1 || patches >= batch) {
            throw new IllegalArgumentException(
                    "data.unpaired.share: %s of a batch of %d are %d patches; at least one must be paired and one not"
                            .formatted(share, batch, patches));
        }
    }

    private void requireWholeFolds() {
        int multiple = Halo.alignment(subject.graph());
        settings.data().patches().forEach((setting, patch) -> {
            if (patch % multiple != 0) {
                throw new IllegalArgumentException("%s must be a multiple of %d for this architecture, got %d"
                        .formatted(setting, multiple, patch));
            }
        });
    }

    /// A router that never sees a whole window in training would choose by other means in use.
    private void requireWindowsWithin() {
        settings.data().patches().forEach(this::requireWindowsWithin);
    }

    private void requireWindowsWithin(String setting, int patch) {
        Shapes shapes = Shapes.of(subject.graph(), 1, patch, patch);
        for (Node node : subject.graph().nodes()) {
            if (node.operation() instanceof WindowMean(int window, int _)) {
                int side = shapes.of(node.input()).height();
                if (window > side) {
                    throw new IllegalArgumentException(
                            "%s (%d): '%s' pools over windows of %d, larger than the patch; choose convolution.window up to %d or a larger patch"
                                    .formatted(setting, patch, node.name(), window, side));
                }
            }
        }
    }

    private void requireOriginals(Subject atScale) {
        NavigableSet<Integer> missing = settings.loss().targets(atScale);
        NavigableSet<Integer> known = originals(atScale.architecture().scale());
        requireWholePatches(atScale.architecture(), missing);
        missing.removeAll(known);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("loss: originals are needed at scale %s, the data has those at %s"
                    .formatted(missing.first(), known));
        }
    }

    /// A patch of an enlarged picture that a smaller original is wanted of has whole pixels of the picture before.
    private void requireWholePatches(Architecture architecture, NavigableSet<Integer> wanted) {
        int scale = architecture.scale();
        boolean isSmaller = wanted.stream().anyMatch(each -> each < scale);
        settings.data().patches().forEach((setting, patch) -> {
            if (architecture.isFedEnlarged() && isSmaller && patch % scale != 0) {
                throw new IllegalArgumentException(
                        "%s must be a multiple of %d, since the loss compares with smaller pictures than the network is fed, got %d"
                                .formatted(setting, scale, patch));
            }
        });
    }

    /// The scales, in pixels for one of the low-resolution picture, at which originals can be had.
    private static NavigableSet<Integer> originals(int scale) {
        NavigableSet<Integer> scales = new TreeSet<>();
        IntStream.rangeClosed(1, scale).filter(divisor -> scale % divisor == 0).forEach(scales::add);
        return scales;
    }

    private void requireMeasurable() {
        Measure measure = settings.validation().measure();
        boolean endsInPicture = Ending.of(subject.graph()) instanceof Ending.Picture;
        if (measure.isOfPictures() != endsInPicture) {
            throw new IllegalArgumentException("validation.measure: '%s' is of %s, the network ends in %s"
                    .formatted(measure.label(), kind(measure.isOfPictures()), kind(endsInPicture)));
        }
    }

    private static String kind(boolean isPicture) {
        return isPicture ? "pictures" : "vectors";
    }
}
