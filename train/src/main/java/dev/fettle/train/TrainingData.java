package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.image.data.CentreCrop;
import dev.fettle.image.data.ClassFolder;
import dev.fettle.network.Halo;
import dev.fettle.network.model.Classes;
import dev.fettle.train.PictureValidator.AtScale;
import dev.fettle.train.data.BatchSource;
import dev.fettle.train.data.DegradationModel;
import dev.fettle.train.data.LabelledPhotographs;
import dev.fettle.train.data.LabelledPictures;
import dev.fettle.train.data.LabelledSampler;
import dev.fettle.train.data.OneOfSeveral;
import dev.fettle.train.data.Pair;
import dev.fettle.train.data.PatchSampler;
import dev.fettle.train.data.Photographs;
import dev.fettle.train.data.Preparation;
import dev.fettle.train.data.WithUnpaired;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.experiment.Purpose;
import dev.fettle.train.torch.objective.Subject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Everything an experiment reads, read and checked before the first step.
///
/// @param sources of the batches that the weights learn from, and of those that the regimen holds out for
/// other
///     parameters, if it does
/// @param validator over the validation pictures
/// @param fingerprint SHA-256 over the training files
/// @param classes that pictures are sorted into, by name; none if they are restored
record TrainingData(List<Stages> sources, Validator validator, String fingerprint, List<String> classes) {
    TrainingData {
        sources = List.copyOf(sources);
        classes = List.copyOf(classes);
    }

    /// Where batches come from in the course of a training.
    ///
    /// @param late in its last part; the same where nothing else is said
    record Stages(BatchSource usual, BatchSource late) {
        /// The same all along.
        static Stages of(BatchSource source) {
            return new Stages(source, source);
        }
    }

    /// Without classes.
    TrainingData(List<Stages> sources, Validator validator, String fingerprint) {
        this(sources, validator, fingerprint, List.of());
    }

    /// @throws IllegalArgumentException naming the setting or the files that do not do
    static TrainingData of(Experiment experiment, Subject subject) throws IOException {
        return switch (experiment.settings().purpose()) {
            case Purpose.Restoration _ -> ofPictures(experiment, subject);
            case Purpose.Classification _ -> ofClasses(experiment.settings(), subject);
        };
    }

    /// Names of the classes that are trained on, in the order of their numbers; none where pictures are
    /// restored.
    ///
    /// @throws IllegalArgumentException if `data.photos` does not do
    static List<String> classes(Experiment.Settings settings) throws IOException {
        return switch (settings.purpose()) {
            case Purpose.Restoration _ -> List.of();
            case Purpose.Classification _ ->
                LabelledPhotographs.folder("data.photos", settings.data().photos())
                        .classes();
        };
    }

    private static TrainingData ofClasses(Experiment.Settings settings, Subject subject) throws IOException {
        Experiment.Data data = settings.data();
        Experiment.Validation measured = settings.validation();
        LabelledPhotographs training = LabelledPhotographs.of("data.photos", data.photos(), Integer.MAX_VALUE);
        requireAsMany(training.folder(), subject);
        LabelledPhotographs validation =
                LabelledPhotographs.of("validation.photos", measured.photos(), measured.limit());
        // both in the order of their names
        validation.folder().inOrderOf("validation.photos", training.classes(), "data.photos");
        training.photographs().requireDisjoint(validation.photographs());
        LabelledPictures pictures = LabelledPictures.whole(training, data.patch());
        LabelledPictures middles = LabelledPictures.cut(validation, new CentreCrop(data.patch()));
        return new TrainingData(
                List.of(Stages.of(new LabelledSampler(pictures, data.patch(), data.augmentation()))),
                new ClassValidator(middles, measured.measure()),
                training.fingerprint(),
                training.classes());
    }

    private static void requireAsMany(ClassFolder folder, Subject subject) {
        folder.classes().forEach(Classes::requireName);
        long scores = subject.shape(subject.result("", "")).size();
        if (folder.classes().size() != scores) {
            throw new IllegalArgumentException("data.photos: '%s' has %d classes, the network ends in %d"
                    .formatted(folder.folder(), folder.classes().size(), scores));
        }
    }

    private static TrainingData ofPictures(Experiment experiment, Subject subject) throws IOException {
        Experiment.Settings settings = experiment.settings();
        Experiment.Validation measured = settings.validation();
        Photographs training = training(settings.data());
        Photographs validation = Photographs.of("validation.photos", measured.photos(), measured.limit());
        training.requireDisjoint(validation);
        Optional<Photographs> unpaired = unpaired(settings.data().unpaired(), validation);
        List<AtScale> sets = subject.scales().stream()
                .map(each -> examples(validation, measured.crop(), each, preparation(experiment, each)))
                .toList();
        List<Photographs> parts = settings.regimen().holdsOut() ? training.halves("data.photos") : List.of(training);
        List<Stages> sources = parts.stream()
                .map(part -> stages(new Material(part, unpaired), experiment, subject))
                .toList();
        String fingerprint = unpaired.map(training::with).orElse(training).fingerprint();
        return new TrainingData(sources, new PictureValidator(sets, measured.measure()), fingerprint);
    }

    /// The batches of a training alone.
    static BatchSource source(Experiment experiment, Subject subject) throws IOException {
        Photographs photographs = training(experiment.settings().data());
        return stages(new Material(photographs, Optional.empty()), experiment, subject)
                .usual();
    }

    private static Photographs training(Experiment.Data data) throws IOException {
        return Photographs.of("data.photos", data.photos(), Integer.MAX_VALUE).without(data.leftOut());
    }

    private static Optional<Photographs> unpaired(Experiment.Unpaired settings, Photographs validation)
            throws IOException {
        if (!settings.isGiven()) {
            return Optional.empty();
        }
        Photographs unpaired = Photographs.of("data.unpaired.photos", settings.photos(), Integer.MAX_VALUE);
        unpaired.requireDisjoint(validation);
        return Optional.of(unpaired);
    }

    /// Pictures with originals, and those without.
    private record Material(Photographs paired, Optional<Photographs> unpaired) {}

    private static Stages stages(Material material, Experiment experiment, Subject subject) {
        Experiment.Data data = experiment.settings().data();
        List<Read> atScales = subject.scales().stream()
                .map(each -> Read.of(material, preparation(experiment, each)))
                .toList();
        BatchSource usual = oneOf(atScales, data, data.patch());
        return data.late().isGiven()
                ? new Stages(usual, oneOf(atScales, data, data.late().patch()))
                : Stages.of(usual);
    }

    private static BatchSource oneOf(List<Read> atScales, Experiment.Data data, int patch) {
        List<BatchSource> sources =
                atScales.stream().map(read -> read.source(data, patch)).toList();
        return sources.size() == 1 ? sources.getFirst() : new OneOfSeveral(sources);
    }

    /// Material for a network at one scale.
    private record Read(DegradationModel degradation, List<Pair> paired, Optional<List<Pair>> unpaired) {
        static Read of(Material material, Preparation preparation) {
            return new Read(
                    preparation.degradation(),
                    material.paired.map(preparation::trained),
                    material.unpaired.map(photographs -> photographs.map(preparation::unpaired)));
        }

        BatchSource source(Experiment.Data data, int patch) {
            BatchSource withOriginals = sampler(data, patch, paired);
            return unpaired.<BatchSource>map(pictures -> new WithUnpaired(
                            withOriginals,
                            sampler(data, patch, pictures),
                            data.unpaired().share()))
                    .orElse(withOriginals);
        }

        private PatchSampler sampler(Experiment.Data data, int patch, List<Pair> pairs) {
            return new PatchSampler(pairs, patch, data.mirrored(), data.drawing(), degradation);
        }
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
