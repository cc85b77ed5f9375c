package dev.fettle.train.experiment;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Configuration;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Shapes;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.DataSource;
import dev.fettle.train.data.DegradationModel;
import dev.fettle.train.data.JpegQualities;
import dev.fettle.train.data.NoiseLevels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Everything that decides how a training goes, as a YAML file spells it.
///
/// @param architecture the network, `type` first
/// @param settings all the rest
public record Experiment(Architecture architecture, Settings settings) {
    public Experiment {
        Task task = Task.parse(settings.task());
        int scale = architecture.scale();
        if ((scale > 1) != (task == Task.SR)) {
            throw new IllegalArgumentException(
                    "task '" + task.label() + "' does not fit an architecture of scale " + scale);
        }
        if (architecture instanceof Edsr edsr && edsr.valueRange() != 1) {
            throw new IllegalArgumentException(
                    "architecture.valueRange must be 1 for training, got " + edsr.valueRange());
        }
        settings.optimizer().factors().forEach(factor -> requireLayer(architecture, factor));
        requireWholeFolds(architecture.graph(), settings.data().patch());
        requireWindowsWithin(architecture.graph(), settings.data().patch());
    }

    private static void requireWholeFolds(Graph graph, int patch) {
        int multiple = Halo.of(graph).alignment();
        if (patch % multiple != 0) {
            throw new IllegalArgumentException(
                    "data.patch must be a multiple of %d for this architecture, got %d".formatted(multiple, patch));
        }
    }

    /// A router that never sees a whole window in training would choose by other means in use.
    private static void requireWindowsWithin(Graph graph, int patch) {
        Shapes shapes = Shapes.of(graph, 1, patch, patch);
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof WindowMean(int window, int _)) {
                int side = shapes.of(node.input(0)).height();
                if (window > side) {
                    throw new IllegalArgumentException(
                            "data.patch (%d): '%s' pools over windows of %d, larger than the patch; choose convolution.window up to %d or a larger patch"
                                    .formatted(patch, node.name(), window, side));
                }
            }
        }
    }

    private static void requireLayer(Architecture architecture, Factor factor) {
        if (architecture.graph().parameters().stream().noneMatch(parameter -> factor.covers(parameter.name()))) {
            throw new IllegalArgumentException("optimizer.factors: the network has no layer '" + factor.layer() + "'");
        }
    }

    /// @param name of the model that comes out
    /// @param task `sr`, `denoise` or `deblock`
    /// @param seed of the weights and of the patches
    /// @param threads that libtorch computes with; other numbers add up in other orders and so give other last
    /// bits
    /// @param steps updates; the schedule stretches over them
    /// @param loss `l1`, `l2` or `charbonnier`
    public record Settings(
            String name,
            String task,
            long seed,
            int threads,
            long steps,
            String loss,
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
                100_000,
                Loss.L1.label(),
                Data.DEFAULTS,
                Optimizer.DEFAULTS,
                Schedule.DEFAULTS,
                Validation.DEFAULTS,
                Checkpoints.DEFAULTS);

        public Settings {
            Loss.parse(loss);
            ModelCard.requireName("name", name);
            if (threads < 1 || steps < 1) {
                throw new IllegalArgumentException(
                        "threads and steps must be at least 1, got " + threads + " and " + steps);
            }
        }

        private Settings with(long otherSeed, int otherThreads) {
            return new Settings(
                    name,
                    task,
                    otherSeed,
                    otherThreads,
                    steps,
                    loss,
                    data,
                    optimizer,
                    schedule,
                    validation,
                    checkpoints);
        }
    }

    /// @param photos folder of the training pictures; relative paths start from the current directory
    /// @param patch height and width of a patch as the network sees it
    /// @param batch patches per step
    /// @param mirrored whether to use the eight symmetries of the square
    /// @param sigma of the noise on the 0..255 scale, for `denoise`: `25`, or `[0, 55]` for a blind network
    /// @param quality of the JPEG files, for `deblock`: `40`, or `[5, 95]` for a blind network
    /// @param sources where the pictures come from and under which terms; goes into the model file
    public record Data(
            String photos,
            int patch,
            int batch,
            boolean mirrored,
            NoiseLevels sigma,
            JpegQualities quality,
            List<DataSource> sources) {
        public static final Data DEFAULTS =
                new Data("", 48, 16, true, NoiseLevels.of(25), JpegQualities.of(40), List.of());

        public Data {
            sources = List.copyOf(sources);
            if (patch < 1 || batch < 1) {
                throw new IllegalArgumentException(
                        "data: patch and batch must be at least 1, got " + patch + " and " + batch);
            }
            if (patch > ModelCard.Usage.MOST_POOL_SIZE) { // the model file would be refused, after all the training
                throw new IllegalArgumentException(
                        "data: patch must be at most " + ModelCard.Usage.MOST_POOL_SIZE + ", got " + patch);
            }
        }
    }

    /// Adam, with clipping and a moving average of the weights.
    ///
    /// @param learningRate the highest of the schedule
    /// @param clip largest norm of the gradient over all parameters; 0 for no limit
    /// @param averageDecay of the exponential moving average of the weights, which is what is validated and
    /// shipped; 0 for the weights themselves
    /// @param factors layers that learn at another rate; where several cover a parameter, the first counts
    public record Optimizer(
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double clip,
            double averageDecay,
            List<Factor> factors) {
        public static final Optimizer DEFAULTS = new Optimizer(1e-4, 0.9, 0.999, 1e-8, 0, 0.999);

        /// The same learning rate for all layers.
        public Optimizer(
                double learningRate, double beta1, double beta2, double epsilon, double clip, double averageDecay) {
            this(learningRate, beta1, beta2, epsilon, clip, averageDecay, List.of());
        }

        public Optimizer {
            factors = List.copyOf(factors);
            if (!(learningRate > 0)
                    || !(clip >= 0)
                    || !isFraction(averageDecay)
                    || !isFraction(beta1)
                    || !isFraction(beta2)) {
                throw new IllegalArgumentException("optimizer: needs learningRate > 0, clip >= 0, "
                        + "and averageDecay, beta1 and beta2 from 0 to below 1");
            }
        }

        private static boolean isFraction(double value) {
            return value >= 0 && value < 1;
        }

        /// What a parameter's learning rate is multiplied by.
        public double factor(String parameter) {
            return factors.stream()
                    .filter(factor -> factor.covers(parameter))
                    .mapToDouble(Factor::factor)
                    .findFirst()
                    .orElse(1);
        }
    }

    /// Another learning rate for a part of the network.
    ///
    /// @param layer name of a layer or of what its name begins with: `body` covers `body.3.weight`
    /// @param factor on the learning rate
    public record Factor(String layer, double factor) {
        public Factor {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException(
                        "optimizer.factors: the factor of '" + layer + "' must be positive and finite, got " + factor);
            }
        }

        boolean covers(String parameter) {
            return parameter.equals(layer) || parameter.startsWith(layer + ".");
        }
    }

    /// @param photos folder of pictures that are never trained on
    /// @param every steps between two validations
    /// @param limit the first so many files in order of name
    /// @param crop side of the square cut from the middle of each picture; 0 for the whole picture
    public record Validation(String photos, long every, int limit, int crop) {
        public static final Validation DEFAULTS = new Validation("", 1000, 100, 256);

        public Validation {
            if (every < 1 || limit < 1 || crop < 0) {
                throw new IllegalArgumentException(
                        "validation: every and limit must be at least 1 and crop at least 0, got %d, %d and %d"
                                .formatted(every, limit, crop));
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
        JsonNode architecture = rest.remove("architecture");
        if (architecture == null) {
            throw new IllegalArgumentException("experiment: 'architecture' is missing");
        }
        return new Experiment(
                Architectures.read(architecture), Configuration.overlay("experiment", Settings.DEFAULTS, rest));
    }

    /// The same from other initial weights, with other patches.
    public Experiment withSeed(long seed) {
        return new Experiment(architecture, settings.with(seed, settings.threads()));
    }

    /// The same on another number of threads.
    public Experiment withThreads(int threads) {
        return new Experiment(architecture, settings.with(settings.seed(), threads));
    }

    /// What happened to the pictures that the network is to restore.
    public DegradationModel degradation() {
        return switch (Task.parse(settings.task())) {
            case SR -> new DegradationModel.Reduction(new BicubicDown(architecture.scale(), Flavour.MIRROR_8BIT));
            case DENOISE -> new DegradationModel.Noise(settings.data().sigma());
            case DEBLOCK -> new DegradationModel.Jpeg(settings.data().quality());
        };
    }

    /// The outermost keys of an experiment.
    public static List<String> keys() {
        List<String> keys = new ArrayList<>(List.of("architecture"));
        keys.addAll(
                Configuration.MAPPER.<JsonNode>valueToTree(Settings.DEFAULTS).propertyNames());
        return List.copyOf(keys);
    }

    /// All settings, the defaults included, by the keys that `--set` takes: `data.batch` to `16`.
    public SequencedMap<String, String> byKey() {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        collect("", tree(), values);
        return values;
    }

    /// The keys whose values differ from another's; the number of threads is left out, since it decides no more
    /// than the last bits.
    public List<String> differences(Experiment other) {
        SequencedMap<String, String> mine = byKey();
        SequencedMap<String, String> others = other.byKey();
        return Stream.concat(mine.keySet().stream(), others.keySet().stream())
                .distinct()
                .filter(key -> !key.equals("threads"))
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
        tree.setAll(Configuration.MAPPER.<ObjectNode>valueToTree(settings));
        return tree;
    }

    /// All settings, the defaults included, as YAML that {@link #load} reads back.
    public String toYaml() {
        return SettingsFile.write(tree());
    }
}
