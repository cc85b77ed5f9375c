package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.network.Halo;
import dev.fettle.train.data.PatchSampler;
import dev.fettle.train.data.Photographs;
import dev.fettle.train.data.Preparation;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.torch.objective.Subject;
import java.io.IOException;
import java.util.List;

/// Everything an experiment reads, read and checked before the first step.
///
/// @param sampler of the training pictures
/// @param validator over the validation pictures
/// @param fingerprint SHA-256 over the training files
record TrainingData(PatchSampler sampler, Validator validator, String fingerprint) {
    /// @throws IllegalArgumentException naming the setting or the files that do not do
    static TrainingData of(Experiment experiment, Subject subject) throws IOException {
        Experiment.Settings settings = experiment.settings();
        int scale = experiment.architecture().scale();
        Preparation preparation = new Preparation(
                experiment.degradation(),
                experiment.architecture().isFedEnlarged(),
                subject.graph().inputChannels(),
                settings.loss().targets(subject).headSet(scale, false));
        int alignment = Halo.alignment(subject.graph());
        int multiple = alignment == 1 ? 1 : alignment * scale;
        Photographs training = Photographs.of("data.photos", settings.data().photos(), Integer.MAX_VALUE);
        Experiment.Validation measured = settings.validation();
        Photographs validation = Photographs.of("validation.photos", measured.photos(), measured.limit());
        training.requireDisjoint(validation);
        Validator validator = new Validator(
                validation
                        .map((name, photograph) ->
                                preparation.measured(name, centre(photograph, measured.crop(), multiple)))
                        .stream()
                        .flatMap(List::stream)
                        .toList(),
                measured.measure(),
                scale == 1 ? 0 : scale);
        PatchSampler sampler = new PatchSampler(
                training.map(preparation::trained),
                settings.data().patch(),
                settings.data().mirrored(),
                experiment.degradation());
        return new TrainingData(sampler, validator, training.fingerprint());
    }

    /// @param crop the longest side; 0 for any
    /// @param multiple that both sides are cut to
    private static Image centre(Image photograph, int crop, int multiple) {
        int longest = crop == 0 ? Integer.MAX_VALUE : crop;
        int width = Math.min(longest, photograph.width()) / multiple * multiple;
        int height = Math.min(longest, photograph.height()) / multiple * multiple;
        if (width == 0 || height == 0) {
            throw new IllegalArgumentException(
                    "validation: this architecture takes sides that are multiples of %d; %dx%d cropped to %d leave none"
                            .formatted(multiple, photograph.width(), photograph.height(), longest));
        }
        return photograph.crop((photograph.width() - width) / 2, (photograph.height() - height) / 2, width, height);
    }
}
