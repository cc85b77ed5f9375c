package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ModelNames;
import dev.fettle.cli.restore.Destination;
import dev.fettle.file.FileName;
import dev.fettle.file.MissingFile;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.ImageHeader;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.companion.CompanionInspection;
import dev.fettle.lab.features.FeatureInspection;
import dev.fettle.lab.groups.GroupInspection;
import dev.fettle.lab.kernel.KernelInspection;
import dev.fettle.lab.network.ChannelReport;
import dev.fettle.lab.network.ModelReport;
import dev.fettle.lab.network.PlanReport;
import dev.fettle.lab.report.CompanionResults;
import dev.fettle.lab.report.CompanionTable;
import dev.fettle.lab.report.FeatureTable;
import dev.fettle.lab.report.GroupResults;
import dev.fettle.lab.report.GroupTable;
import dev.fettle.lab.report.KernelTable;
import dev.fettle.network.Ending;
import dev.fettle.network.Graph;
import dev.fettle.network.Halo;
import dev.fettle.network.checkpoint.Checkpoints;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.BundledModels;
import dev.fettle.runtime.engine.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle inspect`: what a model file or a picture says about itself.
@Command(
        name = "inspect",
        description = {
            "Show what a model file or a picture says about itself.",
            "With --plan it shows how the engine runs a network, with --kernels which kernels a model mixes where in a picture, with --features which of its feature maps look alike, with --channels which channels belong together, with --groups which groups its convolutions have learnt, with --dual what the dual models of a training have learnt of how pictures are made small."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle inspect sr-x2",
            "  fettle inspect model.safetensors",
            "  fettle inspect photo.jpg --json",
            "  fettle inspect edsr-baseline --scale 4 --plan --size 320x180 --threads 2",
            "  fettle inspect edsr-baseline --channels",
            "  fettle inspect nsr.safetensors --kernels photo-lr.png --step 16 -o map.html",
            "  fettle inspect vdsr.safetensors --features photo.png --at 120,80",
            "  fettle inspect runs/drn-xs-x4 --dual photos-valid",
            "  fettle inspect learnt.safetensors --groups -o groups.html"
        })
public final class InspectCommand extends Subcommand {
    private static final int MAGIC_BYTES = 16;
    private static final int HEADER_AT = 8; // a safetensors file: 8 bytes of length, then JSON

    private final Interruption interruption;

    @Parameters(
            paramLabel = "FILE",
            completionCandidates = ModelNames.class,
            description =
                    "A picture, a model file or the name of a bundled model; with --plan any network, with --dual the folder of a training or a model in it.")
    private String name = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Processor cores to use by --plan, --kernels and --features (default: all).")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--channels",
            description = "Show which channels of a network belong together: what pruning can cut, group by group.")
    private boolean channels;

    @Option(
            names = "--groups",
            description =
                    "Show how many groups each convolution has learnt and which channels they join: a page, and a table here.")
    private boolean groups;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description =
                    "Which of its scales a network of several is run for by --plan and --features (default: its first), or the scale of a published architecture (default: 2).")
    private Optional<Integer> scale = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "The page of --kernels (default: PICTURE.kernels.html), --dual (default: FILE.dual.html) or --groups (default: FILE.groups.html in this folder), or the sheet of --features, a PNG or a folder for it (default: PICTURE.features.png in this folder).")
    private Optional<Destination> out = Optional.empty();

    @Option(names = "--overwrite", description = "Replace a page or sheet that is there already.")
    private boolean overwrite;

    @ArgGroup(exclusive = false)
    private KernelOptions kernels = new KernelOptions();

    @ArgGroup(exclusive = false)
    private FeatureOptions features = new FeatureOptions();

    @ArgGroup(exclusive = false)
    private DualOptions dual = new DualOptions();

    @ArgGroup(exclusive = false)
    private PlanOptions plan = new PlanOptions();

    /// What the engine's plan is made for.
    private static final class PlanOptions {
        @Option(
                names = "--plan",
                required = true,
                description =
                        "Run the network on zeros and show for each of its steps the kernel, multiply-adds, memory and time.")
        private boolean wanted;

        @Option(
                names = "--size",
                paramLabel = "WxH",
                defaultValue = "640x360",
                description = "Size of the network's input (default: ${DEFAULT-VALUE}).")
        private Size size = new Size(640, 360);

        @Option(
                names = "--pool-size",
                paramLabel = "N",
                description =
                        "Choose kernels anew for windows of N pixels; 0: once for the picture (default: as restore does with the model).")
        private Optional<Integer> poolSize = Optional.empty();

        @Option(
                names = "--algorithm",
                paramLabel = "NAME",
                defaultValue = "automatic",
                description =
                        "How 3x3 convolutions are computed: automatic, direct or winograd-4 (default: ${DEFAULT-VALUE}).")
        private String algorithm = "automatic";
    }

    /// What a kernel map is made of.
    private static final class KernelOptions {
        @Option(
                names = "--kernels",
                required = true,
                paramLabel = "PICTURE",
                description =
                        "Show which kernels the model mixes for each window of a picture that it could restore, and what the choice has to do with fine detail: a page, and a table here.")
        private Optional<Path> picture = Optional.empty();

        @Option(
                names = "--window",
                paramLabel = "PIXELS",
                description = "Side of the windows (default: the patch that the model was trained on, or 48).")
        private Optional<Integer> window = Optional.empty();

        @Option(
                names = "--step",
                paramLabel = "PIXELS",
                description =
                        "From one window to the next; less than a window for smoother maps (default: the window).")
        private Optional<Integer> step = Optional.empty();
    }

    public InspectCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    /// What is told about a picture.
    record PictureReport(
            String kind, Format format, int width, int height, int bands, int depth, boolean alpha, long bytes) {}

    @Override
    protected ExitCode run() throws IOException {
        requireFittingOptions();
        if (kernels.picture.isPresent()) {
            inspectKernels(kernels.picture.get());
            return ExitCode.DONE;
        }
        if (features.picture().isPresent()) {
            inspectFeatures(features.picture().get());
            return ExitCode.DONE;
        }
        if (dual.isAsked()) {
            inspectDual();
            return ExitCode.DONE;
        }
        if (plan.wanted) {
            inspectPlan();
            return ExitCode.DONE;
        }
        if (channels) {
            inspectChannels();
            return ExitCode.DONE;
        }
        if (groups) {
            inspectGroups();
            return ExitCode.DONE;
        }
        if (BundledModels.names().contains(name)) {
            inspectModel(BundledModels.open(name));
            return ExitCode.DONE;
        }
        Path file = named(name);
        if (!Files.exists(file)) {
            throw new Failure(
                    ExitCode.NO_INPUT,
                    MissingFile.describe(file, List.of()) + "; bundled models: "
                            + String.join(", ", BundledModels.names()));
        }
        if (isModel(file)) {
            inspectModel(NamedModel.read(file));
        } else {
            inspectPicture(file);
        }
        return ExitCode.DONE;
    }

    private void requireFittingOptions() {
        List<String> questions = Stream.of(
                        kernels.picture.map(_ -> "--kernels"),
                        features.picture().map(_ -> "--features"),
                        Optional.of("--plan").filter(_ -> plan.wanted),
                        Optional.of("--dual").filter(_ -> dual.isAsked()),
                        Optional.of("--channels").filter(_ -> channels),
                        Optional.of("--groups").filter(_ -> groups))
                .flatMap(Optional::stream)
                .toList();
        if (questions.size() > 1) {
            throw usage(String.join(" and ", questions) + " are two questions; ask one at a time");
        }
        String question = questions.isEmpty() ? "" : questions.getFirst();
        requireFor(question, "--threads", threads.isPresent(), List.of("--plan", "--kernels", "--features"));
        requireFor(question, "--scale", scale.isPresent(), List.of("--plan", "--features"));
        requireFor(question, "--output", out.isPresent(), List.of("--kernels", "--features", "--dual", "--groups"));
        requireFor(question, "--overwrite", overwrite, List.of("--kernels", "--features", "--dual", "--groups"));
        threads.filter(n -> n < 1).ifPresent(n -> {
            throw usage("--threads must be at least 1, got " + n);
        });
    }

    private void requireFor(String question, String option, boolean isGiven, List<String> questions) {
        if (isGiven && !questions.contains(question)) {
            throw usage(option + " is for " + String.join(" and ", questions));
        }
    }

    private int threads() {
        return threads.orElse(Runtime.getRuntime().availableProcessors());
    }

    private void inspectKernels(Path picture) throws IOException {
        Path page = out.map(Destination::path)
                .orElseGet(() -> FileName.beside(picture, ".kernels.html").getFileName());
        requireFree(page, overwrite);
        ModelFile model = NamedModel.open(name);
        requireOther(page, FileName.parse(name));
        KernelInspection inspection = new KernelInspection(model, picture, kernels.window, kernels.step, threads());
        KernelInspection.Outcome outcome = unlessUnfit(() -> inspection.run(new Screen(console(), interruption)));
        interruption.whole(() -> outcome.write(page));
        if (json) {
            console().json(outcome.results());
        } else {
            KernelTable.of(outcome.results()).forEach(console()::result);
            console().result(page.toString());
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T asked() throws IOException;
    }

    private static <T> T unlessUnfit(Question<T> question) throws IOException {
        try {
            return question.asked();
        } catch (UnfitRequestException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private void inspectFeatures(Path picture) throws IOException {
        Path file = FileName.beside(picture, ".features.png").getFileName();
        Path sheet =
                out.map(to -> to.folder() ? to.path().resolve(file) : to.path()).orElse(file);
        requireFreePng(sheet, overwrite);
        requireOther(sheet, picture);
        ModelFile model = NamedModel.at(scale, NamedModel.open(name), name);
        FeatureInspection inspection = new FeatureInspection(model, picture, features.question(), threads());
        FeatureInspection.Outcome outcome = inspection.run(new Screen(console(), interruption));
        interruption.whole(() -> outcome.write(sheet));
        if (json) {
            console().json(outcome.results());
        } else {
            FeatureTable.of(outcome.results()).forEach(console()::result);
            console().result(sheet.toString());
        }
    }

    private void inspectDual() throws IOException {
        Path of = named(name);
        Path page = out.map(Destination::path)
                .orElseGet(() -> FileName.beside(of, ".dual.html").getFileName());
        requireFree(page, overwrite);
        CompanionResults results = dual.measured(of, new Screen(console(), interruption));
        interruption.whole(() -> CompanionInspection.write(page, results));
        if (json) {
            console().json(results);
        } else {
            CompanionTable.of(results).forEach(console()::result);
            console().result(page.toString());
        }
    }

    private void inspectGroups() throws IOException {
        Path page = out.map(Destination::path)
                .orElseGet(() -> FileName.beside(named(name), ".groups.html").getFileName());
        requireFree(page, overwrite);
        ModelFile model = NamedModel.open(name);
        GroupResults results = unlessUnfit(() -> GroupInspection.of(model, name));
        requireOther(page, FileName.parse(name));
        interruption.whole(() -> GroupInspection.write(page, results));
        if (json) {
            console().json(results);
        } else {
            GroupTable.of(results).forEach(console()::result);
            console().result(page.toString());
        }
    }

    private void inspectPlan() {
        NamedNetwork network = NamedNetwork.parse(name, scale);
        Graph graph = network.graph();
        plan.poolSize.ifPresent(side -> NamedNetwork.requirePoolSize(side, graph));
        int multiple = switch (Ending.of(graph)) {
            case Ending.Picture _ -> Halo.of(graph).alignment();
            case Ending.Vector _ -> 1; // what fills no window is left out
        };
        if (plan.size.width() % multiple != 0 || plan.size.height() % multiple != 0) {
            throw usage("--size %s: this network takes sides that are multiples of %d".formatted(plan.size, multiple));
        }
        Algorithm algorithm = orUsage("--algorithm", () -> Algorithm.parse(plan.algorithm));
        PlanReport report =
                PlanReport.of(network, new PlanReport.Setting(plan.size, plan.poolSize, threads(), algorithm));
        if (json) {
            console().json(report);
        } else {
            report.lines().forEach(console()::result);
        }
    }

    private void inspectChannels() {
        ChannelReport report = ChannelReport.of(NamedNetwork.parse(name, Optional.empty()));
        if (json) {
            console().json(report);
        } else {
            report.lines().forEach(console()::result);
        }
    }

    private Path named(String text) {
        try {
            return FileName.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private void inspectModel(ModelFile model) {
        ModelReport report = ModelReport.of(model);
        if (json) {
            console().json(report);
        } else {
            report.lines().forEach(console()::result);
        }
    }

    private static boolean isModel(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return false; // reading it as a picture says what is wrong
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(MAGIC_BYTES);
            boolean hasHeader = start.length > HEADER_AT && start[HEADER_AT] == '{';
            return Format.of(start).isEmpty()
                    && (hasHeader || file.toString().endsWith(".safetensors") || Checkpoints.isTorch(file));
        }
    }

    private void inspectPicture(Path file) throws IOException {
        ImageHeader header = ImageFiles.header(file);
        PictureReport report = new PictureReport(
                "picture",
                header.format(),
                header.width(),
                header.height(),
                header.bands(),
                header.depth(),
                header.hasAlpha(),
                Files.size(file));
        if (json) {
            console().json(report);
            return;
        }
        console().result("format  %s", report.format());
        console().result("size    %dx%d (%.1f megapixels)", report.width(), report.height(), header.pixels() / 1e6);
        console().result("colour  %s%s", header.colour(), report.alpha() ? " with alpha" : "");
        console().result("depth   %d bit", report.depth());
        console().result("bytes   %,d", report.bytes());
    }
}
