package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.network.Halo;
import dev.fettle.train.Validator.AtScale;
import dev.fettle.train.data.BatchSource;
import dev.fettle.train.data.OneOfSeveral;
import dev.fettle.train.data.Pair;
import dev.fettle.train.data.PatchSampler;
import dev.fettle.train.data.Photographs;
import dev.fettle.train.data.Preparation;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.torch.objective.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Everything an experiment reads, read and checked before the first step.
///
/// @param sources of the batches that the weights learn from, and then, if the regimen holds pictures out, of those
/// from
/// these
/// @param validator over the validation pictures
/// @param fingerprint SHA-256 over the training files
record TrainingData(List<BatchSource> sources, Validator validator, String fingerprint) {
    TrainingData {
        sources = List.copyOf(sources);
    }

    /// @throws IllegalArgumentException naming the setting or the files that do not do
    static TrainingData of(Experiment experiment, Subject subject) throws IOException {
        Experiment.Settings settings = experiment.settings();
        Experiment.Validation measured = settings.validation();
        Photographs training = Photographs.of("data.photos", settings.data().photos(), Integer.MAX_VALUE);
        Photographs validation = Photographs.of("validation.photos", measured.photos(), measured.limit());
        training.requireDisjoint(validation);
        List<AtScale> sets = subject.scales().stream()
                .map(each -> examples(validation, measured.crop(), each, preparation(experiment, each)))
                .toList();
        List<Photographs> parts = settings.regimen().holdsOut() ? training.halves("data.photos") : List.of(training);
        List<BatchSource> sources =
                parts.stream().map(part -> source(part, experiment, subject)).toList();
        return new TrainingData(sources, new Validator(sets, measured.measure()), training.fingerprint());
    }

    private static BatchSource source(Photographs photographs, Experiment experiment, Subject subject) {
        Experiment.Data data = experiment.settings().data();
        List<BatchSource> sources = new ArrayList<>();
        for (Subject each : subject.scales()) {
            Preparation preparation = preparation(experiment, each);
            List<Pair> pairs = photographs.map(preparation::trained);
            sources.add(new PatchSampler(pairs, data.patch(), data.mirrored(), preparation.degradation()));
        }
        return sources.size() == 1 ? sources.getFirst() : new OneOfSeveral(sources);
    }

    private static Preparation preparation(Experiment experiment, Subject subject) {
        int scale = subject.architecture().scale();
        return new Preparation(
                experiment.degradation(scale),
                subject.architecture().isFedEnlarged(),
                subject.graph().inputChannels(),
                experiment.settings().loss().targets(subject).headSet(scale, false));
    }

    private static AtScale examples(Photographs photographs, int crop, Subject subject, Preparation preparation) {
        int scale = subject.architecture().scale();
        int alignment = Halo.alignment(subject.graph());
        int multiple = alignment == 1 ? 1 : alignment * scale;
        return new AtScale(
                scale,
                photographs
                        .map((name, photograph) -> preparation.measured(name, centre(photograph, crop, multiple)))
                        .stream()
                        .flatMap(List::stream)
                        .toList());
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
