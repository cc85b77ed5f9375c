package dev.fettle.train.experiment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Configuration;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.DataSource;
import dev.fettle.train.data.Augmentation;
import dev.fettle.train.data.Augmentations;
import dev.fettle.train.data.DegradationModel;
import dev.fettle.train.data.Drawing;
import dev.fettle.train.data.JpegQualities;
import dev.fettle.train.data.Late;
import dev.fettle.train.data.Mixture;
import dev.fettle.train.data.NoiseLevels;
import dev.fettle.train.data.PaddedCrop;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.settings.NeededFile;
import dev.fettle.train.settings.SettingsFile;
import dev.fettle.train.start.Fresh;
import dev.fettle.train.start.Start;
import dev.fettle.train.start.Starts;
import dev.fettle.train.torch.Arithmetic;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.objective.CrossEntropy;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.objective.Objective;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.optimizer.Adam;
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.optimizer.Optimizers;
import dev.fettle.train.torch.regimen.Regimen;
import dev.fettle.train.torch.regimen.Regimens;
import dev.fettle.train.torch.regimen.Supervised;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Everything that decides how a training goes, as a YAML file spells it.
///
/// @param architecture the network, `type` first
/// @param settings all the rest
public record Experiment(Architecture architecture, Settings settings) {
    private static final Configuration CONFIGURATION =
            Configuration.of(Optimizers.ALL, Regimens.ALL, Starts.ALL, Augmentations.ALL);

    private static final Set<String> OF_ENGINE = Set.of("threads", "device");

    public Experiment {
        Purpose purpose = settings.purpose();
        Fitting fitting = new Fitting(subject(architecture, settings), settings);
        fitting.requireEnding();
        int scale = architecture.scale();
        if ((scale > 1) != purpose.equals(new Purpose.Restoration(Task.SR))) {
            throw new IllegalArgumentException(
                    "task '" + purpose.label() + "' does not fit an architecture of scale " + scale);
        }
        settings.data().requireOf(purpose);
        settings.validation().requireOf(purpose);
        fitting.require();
    }

    /// @param name of the model that comes out
    /// @param task `sr`, `denoise`, `deblock` or `classify`
    /// @param seed of the weights and of the patches
    /// @param threads that libtorch computes with; other numbers add up in other orders and so give other
    /// last bits
    /// @param device that libtorch computes on
    /// @param arithmetic of the network's steps
    /// @param steps updates; the schedule stretches over them
    /// @param epoch steps that are called an epoch
    /// @param regimen what a step is
    /// @param start where the weights come from
    public record Settings(
            String name,
            String task,
            long seed,
            int threads,
            Device device,
            Arithmetic arithmetic,
            long steps,
            long epoch,
            Regimen regimen,
            Start start,
            Objective loss,
            Data data,
            Optimizer optimizer,
            Schedule schedule,
            Validation validation,
            Checkpoints checkpoints) {
        public static final Settings DEFAULTS = new Settings(
                "unnamed",
                Task.SR.label(),
                1,
                Runtime.getRuntime().availableProcessors(),
                Device.CPU,
                Arithmetic.FLOAT32,
                100_000,
                1000, // as the authors of EDSR count
                Supervised.DEFAULTS,
                Fresh.DEFAULTS,
                Objective.of(Norm.L1),
                Data.DEFAULTS,
                Adam.DEFAULTS,
                Schedule.DEFAULTS,
                Validation.DEFAULTS,
                Checkpoints.DEFAULTS);

        /// Where the task is `classify`.
        static final Settings OF_CLASSES = DEFAULTS.ofClasses();

        public Settings {
            ModelCard.requireName("name", name);
            if (threads < 1 || steps < 1 || epoch < 1) {
                throw new IllegalArgumentException("threads, steps and epoch must be at least 1, got %d, %d and %d"
                        .formatted(threads, steps, epoch));
            }
        }

        /// What the network is trained for.
        public Purpose purpose() {
            return Purpose.parse(task);
        }

        /// The files that a training reads before its first step.
        @JsonIgnore
        public List<NeededFile> files() {
            return Stream.concat(start.files(seed).stream(), loss.files().stream())
                    .toList();
        }

        private Settings ofClasses() {
            return new Settings(
                    name,
                    Classes.TASK,
                    seed,
                    threads,
                    device,
                    arithmetic,
                    steps,
                    epoch,
                    regimen,
                    start,
                    new Objective(List.of(CrossEntropy.DEFAULTS)),
                    data,
                    optimizer,
                    schedule,
                    validation.of(Measure.TOP_1),
                    checkpoints);
        }

        private Settings with(long otherSeed, int otherThreads, Start otherStart) {
            return new Settings(
                    name,
                    task,
                    otherSeed,
                    otherThreads,
                    device,
                    arithmetic,
                    steps,
                    epoch,
                    regimen,
                    otherStart,
                    loss,
                    data,
                    optimizer,
                    schedule,
                    validation,
                    checkpoints);
        }
    }

    /// @param photos folder of the training pictures, or of a folder for each class; relative paths start
    /// from the current directory
    /// @param patch height and width of a patch as the network sees it
    /// @param batch patches per step
    /// @param mirrored whether to use the eight symmetries of the square; not for `classify`
    /// @param augmentation how pictures of classes are varied, for `classify`
    /// @param sigma of the noise on the 0..255 scale, for `denoise`: `25`, or `[0, 55]` for a blind network
    /// @param quality of the JPEG files, for `deblock`: `40`, or `[5, 95]` for a blind network
    /// @param unpaired pictures to restore of which there are no originals, for terms that learn without
    /// @param sources where the pictures come from and under which terms; goes into the model file
    /// @param drawing how patches are chosen and varied; not for `classify`
    /// @param late other patches towards the end; not for `classify`
    /// @param leftOut names of files in `photos` that are not trained on; what is not there need not be
    /// left out. Not for `classify`
    /// @param mixture shares of the patches that are spoilt otherwise, for `denoise` and `deblock`
    public record Data(
            String photos,
            int patch,
            int batch,
            boolean mirrored,
            Augmentation augmentation,
            NoiseLevels sigma,
            JpegQualities quality,
            Unpaired unpaired,
            List<DataSource> sources,
            Drawing drawing,
            Late late,
            List<String> leftOut,
            Mixture mixture) {
        public static final Data DEFAULTS = new Data(
                "",
                48,
                16,
                true,
                PaddedCrop.DEFAULTS,
                NoiseLevels.of(25),
                JpegQualities.of(40),
                Unpaired.DEFAULTS,
                List.of(),
                Drawing.DEFAULTS,
                Late.DEFAULTS,
                List.of(),
                Mixture.NONE);

        /// A setting that the task does not have is refused, unless it is the default: that stands in every
        /// resolved file.
        private void requireOf(Purpose purpose) {
            requireOf("data.sigma", sigma.equals(DEFAULTS.sigma), Task.DENOISE.label(), purpose);
            requireOf("data.quality", quality.equals(DEFAULTS.quality), Task.DEBLOCK.label(), purpose);
            mixture.requireOf(purpose.label());
            requireOf("data.augmentation", augmentation.equals(DEFAULTS.augmentation), Classes.TASK, purpose);
            if (purpose instanceof Purpose.Classification && !mirrored) {
                throw new IllegalArgumentException(
                        "data.mirrored means nothing to '%s'; say data.augmentation.flipped instead"
                                .formatted(purpose.label()));
            }
            if (purpose instanceof Purpose.Classification && !hasUsualPatches()) {
                throw new IllegalArgumentException(
                        "data.drawing, data.late and data.leftOut mean nothing to '%s'; leave them out"
                                .formatted(purpose.label()));
            }
        }

        private boolean hasUsualPatches() {
            return drawing.equals(Drawing.DEFAULTS) && late.equals(Late.DEFAULTS) && leftOut.isEmpty();
        }

        /// The sides of the patches that a training sees, by the settings that they come from.
        @JsonIgnore
        SequencedMap<String, Integer> patches() {
            SequencedMap<String, Integer> sides = new LinkedHashMap<>();
            sides.put("data.patch", patch);
            if (late.isGiven()) {
                sides.put("data.late.patch", late.patch());
            }
            return sides;
        }

        private static void requireOf(String setting, boolean isDefault, String owner, Purpose purpose) {
            if (!isDefault && !owner.equals(purpose.label())) {
                throw new IllegalArgumentException(
                        "%s is a setting of task '%s' and means nothing to '%s'; leave it out"
                                .formatted(setting, owner, purpose.label()));
            }
        }

        public Data {
            sources = List.copyOf(sources);
            leftOut = List.copyOf(leftOut);
            if (patch < 1 || batch < 1) {
                throw new IllegalArgumentException(
                        "data: patch and batch must be at least 1, got " + patch + " and " + batch);
            }
            if (Math.max(patch, late.patch()) > ModelCard.Usage.MOST_POOL_SIZE) { // the model file would be refused
                throw new IllegalArgumentException("data: patch must be at most %d, got %d"
                        .formatted(ModelCard.Usage.MOST_POOL_SIZE, Math.max(patch, late.patch())));
            }
        }
    }

    /// Pictures as the network is to restore them, of which there are no originals: whatever has made them small.
    ///
    /// @param photos folder of the pictures; none if empty
    /// @param share of each batch that comes from there, rounded to whole patches
    public record Unpaired(String photos, double share) {
        public static final Unpaired DEFAULTS = new Unpaired("", 0.3); // as the authors of DRN drew

        public Unpaired {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("data.unpaired.share must be above 0 and below 1, got " + share);
            }
        }

        @JsonIgnore
        public boolean isGiven() {
            return !photos.isBlank();
        }
    }

    /// @param photos folder of pictures that are never trained on, or of a folder for each class
    /// @param every steps between two validations
    /// @param limit the first so many files in order of name; of classes, so many of each
    /// @param crop side of the square cut from the middle of each picture; 0 for the whole picture; not for
    /// `classify`, which cuts to `data.patch`
    /// @param measure what is measured on them
    public record Validation(String photos, long every, int limit, int crop, Measure measure) {
        public static final Validation DEFAULTS = new Validation("", 1000, 100, 256, Measure.PSNR_Y);

        public Validation {
            if (every < 1 || limit < 1 || crop < 0) {
                throw new IllegalArgumentException(
                        "validation: every and limit must be at least 1 and crop at least 0, got %d, %d and %d"
                                .formatted(every, limit, crop));
            }
        }

        private Validation of(Measure other) {
            return new Validation(photos, every, limit, crop, other);
        }

        private void requireOf(Purpose purpose) {
            if (purpose instanceof Purpose.Classification && crop != DEFAULTS.crop) {
                throw new IllegalArgumentException(
                        "validation.crop means nothing to '%s', which measures on squares of data.patch; leave it out"
                                .formatted(purpose.label()));
            }
        }
    }

    /// @param every steps between two checkpoints, and between two states that training can fall back to
    /// @param retries how often it falls back after numbers that are not finite, without reaching the next
    /// checkpoint, before it gives up
    public record Checkpoints(long every, int retries) {
        public static final Checkpoints DEFAULTS = new Checkpoints(1000, 3);

        public Checkpoints {
            if (every < 1 || retries < 0) {
                throw new IllegalArgumentException("checkpoints: every must be at least 1 and retries at least 0, got "
                        + every + " and " + retries);
            }
        }
    }

    /// Reads a YAML file, with settings of the form `a.b=c` laid over it.
    ///
    /// @throws IllegalArgumentException naming the file and the place, for anything that is not a valid
    /// experiment
    public static Experiment load(Path file, List<String> overrides) {
        return SettingsFile.load(file, settings -> of(SettingsFile.set(settings, overrides)));
    }

    /// Reads what {@link #toYaml} wrote.
    ///
    /// @throws IllegalArgumentException if it is not a valid experiment
    public static Experiment parse(String yaml) {
        return of(SettingsFile.parse(yaml));
    }

    /// @param settings `architecture` and whatever differs from {@link Settings#DEFAULTS}
    /// @throws IllegalArgumentException naming the key that does not do
    public static Experiment of(ObjectNode settings) {
        ObjectNode rest = settings.deepCopy();
        renameFactors(rest.path("optimizer"));
        JsonNode architecture = rest.remove("architecture");
        if (architecture == null) {
            throw new IllegalArgumentException("experiment: 'architecture' is missing");
        }
        boolean isOfClasses = rest.path("task").asString("").equals(Classes.TASK);
        Settings defaults = isOfClasses ? Settings.OF_CLASSES : Settings.DEFAULTS;
        return new Experiment(Architectures.read(architecture), CONFIGURATION.read("experiment", defaults, rest));
    }

    /// The groups of an optimizer were called so when they could have a factor alone.
    private static void renameFactors(JsonNode optimizer) {
        if (optimizer instanceof ObjectNode block && block.has("factors")) {
            if (block.has("groups")) {
                throw new IllegalArgumentException(
                        "optimizer: 'factors' is the old name of 'groups'; name one of them");
            }
            block.set("groups", block.remove("factors"));
        }
    }

    /// The same from other initial weights, with other patches.
    public Experiment withSeed(long seed) {
        return new Experiment(architecture, settings.with(seed, settings.threads(), settings.start()));
    }

    /// The same on another number of threads.
    public Experiment withThreads(int threads) {
        return new Experiment(architecture, settings.with(settings.seed(), threads, settings.start()));
    }

    /// The same beginning with other weights.
    public Experiment withStart(Start start) {
        return new Experiment(architecture, settings.with(settings.seed(), settings.threads(), start));
    }

    /// The network that is trained, its graph freshly built.
    public Subject subject() {
        return subject(architecture, settings);
    }

    private static Subject subject(Architecture architecture, Settings settings) {
        return new Subject(architecture, architecture.graph(), settings.data().patch());
    }

    /// What happened to the pictures that the network is to restore.
    ///
    /// @param scale of the network
    /// @throws IllegalArgumentException if it is to sort pictures, to which nothing happened
    public DegradationModel degradation(int scale) {
        return switch (Task.parse(settings.task())) {
            case SR -> new DegradationModel.Reduction(new BicubicDown(scale, Flavour.MIRROR_8BIT));
            case DENOISE ->
                new DegradationModel.Noise(
                        settings.data().sigma(), settings.data().mixture());
            case DEBLOCK ->
                new DegradationModel.Jpeg(
                        settings.data().quality(), settings.data().mixture());
        };
    }

    /// The outermost keys of an experiment.
    public static List<String> keys() {
        List<String> keys = new ArrayList<>(List.of("architecture"));
        keys.addAll(CONFIGURATION.write(Settings.DEFAULTS).propertyNames());
        return List.copyOf(keys);
    }

    /// All settings, the defaults included, by the keys that `--set` takes: `data.batch` to `16`.
    public SequencedMap<String, String> byKey() {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        collect("", tree(), values);
        return values;
    }

    /// The keys whose values differ from another's; threads and device are left out, since they decide no more
    /// than the last bits.
    public List<String> differences(Experiment other) {
        SequencedMap<String, String> mine = byKey();
        SequencedMap<String, String> others = other.byKey();
        return Stream.concat(mine.keySet().stream(), others.keySet().stream())
                .distinct()
                .filter(key -> !OF_ENGINE.contains(key))
                .filter(key -> !Objects.equals(mine.get(key), others.get(key)))
                .toList();
    }

    private static void collect(String prefix, ObjectNode block, SequencedMap<String, String> values) {
        block.forEachEntry((key, value) -> {
            if (value instanceof ObjectNode inner) {
                collect(prefix + key + ".", inner, values);
            } else {
                values.put(prefix + key, value.isString() ? value.stringValue() : value.toString());
            }
        });
    }

    private ObjectNode tree() {
        ObjectNode tree = Configuration.MAPPER.createObjectNode();
        tree.set("architecture", Architectures.write(architecture));
        tree.setAll(CONFIGURATION.write(settings));
        return tree;
    }

    /// All settings, the defaults included, as YAML that {@link #load} reads back.
    public String toYaml() {
        return SettingsFile.write(tree());
    }
}
