package dev.fettle.lab.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.lab.Silent;
import dev.fettle.lab.Size;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.prune.PruningReport.Wanted;
import dev.fettle.network.Channels;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Drn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Rdn;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningTest {
    private static final Edsr EDSR = new Edsr(2, 1, 8, 1, 1);
    private static final String GROUP = "body.0.body.0";
    private static final ThiNet THINET = new ThiNet(4, 60, false);
    private static final ChannelLasso CP = new ChannelLasso(4, 60, false);

    @TempDir
    private Path folder;

    private static Limits cutting(Scope scope) {
        return new Limits(scope, 1, 1, List.of());
    }

    private PruningPlan plan(Strategy strategy, Budget budget, Limits limits, ModelFile model) throws IOException {
        Sources sources = Trained.looking(Trained.photographs(folder));
        return new Pruning(strategy, budget, limits, sources, Optional.empty()).plan(model, new Silent());
    }

    private static PruningPlan blind(Strategy strategy, Budget budget, Limits limits, ModelFile model)
            throws IOException {
        return new Pruning(strategy, budget, limits, Trained.blind(), Optional.empty()).plan(model, new Silent());
    }

    private static Budget seven() {
        return new Budget.Given(new LinkedHashMap<>(Map.of(GROUP, 7)), "the test");
    }

    private static ModelFile applied(PruningPlan plan, ModelFile model) {
        return new Application(plan, Trained.blind().degrading(), wanted()).pruned(model);
    }

    private static Wanted wanted() {
        return new Wanted(Optional.empty(), Optional.empty(), 1, Optional.empty(), Optional.empty());
    }

    private static double[] picture(Architecture architecture, Weights weights) {
        Graph graph = architecture.graph();
        Values input = Values.zeros(Shape.of(1, graph.inputChannels(), 16, 16));
        Random random = new Random(3);
        for (int i = 0; i < input.array().length; i++) {
            input.array()[i] = random.nextFloat();
        }
        return Reference.run(new Network(graph, weights), input).array();
    }

    /// No channel is cut off by its ReLU for good.
    private static ModelFile alive() {
        Map<String, Values> weights =
                new LinkedHashMap<>(Trained.model(EDSR).weights().byName());
        Values bias = Values.zeros(Shape.of(8));
        Arrays.fill(bias.array(), 0.5f);
        weights.put(GROUP + ".bias", bias);
        return Trained.model(EDSR, Weights.of(weights));
    }

    /// Two channels that are made and read alike.
    private static ModelFile twins() {
        ModelFile model = Trained.withFilter(alive(), GROUP, 6, 2);
        Map<String, Values> weights = new LinkedHashMap<>(model.weights().byName());
        Values read = model.weights().get("body.0.body.2.weight");
        float[] array = read.array().clone();
        for (int filter = 0; filter < 8; filter++) {
            System.arraycopy(array, (filter * 8 + 2) * 9, array, (filter * 8 + 6) * 9, 9);
        }
        weights.put("body.0.body.2.weight", new Values(read.shape(), array));
        return Trained.model(EDSR, Weights.of(weights));
    }

    @Test
    void aChannelThatIsNothingGoes() throws IOException {
        for (int nothing : new int[] {0, 5}) {
            ModelFile model = Trained.withFilter(alive(), GROUP, nothing, -1);
            for (Strategy strategy : List.of(Magnitude.DEFAULTS, THINET, CP)) {
                PruningPlan plan = plan(strategy, seven(), cutting(Scope.BLOCKS), model);
                assertThat(plan.groups().getFirst().kept())
                        .as(strategy + " " + nothing)
                        .hasSize(7)
                        .doesNotContain(nothing);
            }
        }
    }

    /// Of two that are alike one goes, and the other stands for both.
    @Test
    void oneOfTwoAlikeIsEnough() throws IOException {
        ModelFile model = twins();
        PruningPlan plan = plan(CP, seven(), cutting(Scope.BLOCKS), model);
        assertThat(plan.groups().getFirst().kept()).contains(0, 1, 3, 4, 5, 7);
        double fitted = distance(applied(plan, model), picture(EDSR, model.weights()));
        double cut = distance(
                applied(plan(new Manual(kept(plan)), seven(), cutting(Scope.BLOCKS), model), model),
                picture(EDSR, model.weights()));
        assertThat(fitted).isLessThan(0.01).isLessThan(cut / 20);
    }

    /// Ours: what another strategy chooses, fitted. The smallest filters may be those that are needed.
    @Test
    void whatMagnitudeChoosesCanBeFitted() throws IOException {
        ModelFile model = alive();
        double[] whole = picture(EDSR, model.weights());
        Limits blocks = cutting(Scope.BLOCKS);
        PruningPlan plain = plan(Magnitude.DEFAULTS, seven(), blocks, model);
        PruningPlan fitted = plan(new Magnitude(true), seven(), blocks, model);
        assertThat(fitted.widths()).isEqualTo(plain.widths());
        assertThat(kept(fitted)).isEqualTo(kept(plain));
        assertThat(plain.fitted()).isEmpty();
        assertThat(distance(applied(fitted, model), whole)).isLessThan(distance(applied(plain, model), whole));
        PruningPlan again = plan(new Magnitude(true), seven(), blocks, model);
        assertThat(applied(again, model).weights().get("body.0.body.2.weight").array())
                .isEqualTo(applied(fitted, model)
                        .weights()
                        .get("body.0.body.2.weight")
                        .array());
    }

    private static SequencedMap<String, List<Integer>> kept(PruningPlan plan) {
        SequencedMap<String, List<Integer>> kept = new LinkedHashMap<>();
        plan.groups().forEach(group -> kept.put(group.name(), group.kept()));
        return kept;
    }

    /// Taking the bias off leaves nothing to explain of a reader that only has one; as released it is
    /// doubled.
    @Test
    void biasesAreTakenOffUnlessAsReleased() throws IOException {
        ModelFile model = twins();
        Map<String, Values> loud = new LinkedHashMap<>(model.weights().byName());
        Values bias = Values.zeros(Shape.of(8));
        Arrays.fill(bias.array(), 2);
        loud.put("body.0.body.2.bias", bias);
        ModelFile biased = Trained.model(EDSR, Weights.of(loud));
        double[] whole = picture(EDSR, biased.weights());
        assertThat(distance(applied(plan(CP, seven(), cutting(Scope.BLOCKS), biased), biased), whole))
                .isLessThan(0.01);
        ChannelLasso released = new ChannelLasso(4, 60, true);
        assertThat(distance(applied(plan(released, seven(), cutting(Scope.BLOCKS), biased), biased), whole))
                .isGreaterThan(0.05);
    }

    private static double distance(ModelFile model, double[] whole) {
        double[] made = picture(model.architecture(), model.weights());
        double farthest = 0;
        for (int i = 0; i < whole.length; i++) {
            farthest = Math.max(farthest, Math.abs(made[i] - whole[i]));
        }
        return farthest;
    }

    /// What is decided in the whole network's shapes is what the smaller network computes, whatever the
    /// network: with sums, dense blocks, groups, several scales, weight norm, attention, shuffles.
    @Test
    void anyNetworkIsPruned() throws IOException {
        List<Architecture> networks = List.of(
                EDSR,
                new Rdn(2, 6, 4, 2, 2, 1, Convolutions.PLAIN),
                new Carn(List.of(2, 3), 16, 4, Carn.Block.EFFICIENT, Convolutions.PLAIN),
                new Drn(2, 8, 1));
        for (Architecture network : networks) {
            ModelFile model = Trained.model(network);
            for (Strategy strategy : List.of(Magnitude.DEFAULTS, THINET, CP, new Magnitude(true))) {
                PruningPlan plan = plan(strategy, new Budget.Keep(0.75), cutting(Scope.UNSUMMED), model);
                ModelFile small = applied(plan, model);
                Map<String, Values> whole = new LinkedHashMap<>(model.weights().byName());
                whole.putAll(plan.fitted());
                Weights silenced = silenced(model, plan, Weights.of(whole));
                assertThat(distance(small, picture(network, silenced)))
                        .as(network + " by " + strategy)
                        .isLessThan(1e-4 * network.valueRange());
            }
        }
    }

    private static Weights silenced(ModelFile model, PruningPlan plan, Weights weights) {
        Channels channels = Channels.of(model.network().graph());
        Map<String, Values> silenced = new LinkedHashMap<>(weights.byName());
        plan.groups()
                .forEach(cut -> channels.readers(channels.group(cut.name())).forEach(reader -> {
                    Slices slices = new Slices(silenced.get(reader.parameter()));
                    for (int i = 0; i < cut.channels(); i++) {
                        if (!cut.kept().contains(i)) {
                            slices.silence(reader.slices().get(i));
                        }
                    }
                    silenced.put(reader.parameter(), slices.values());
                }));
        return Weights.of(silenced);
    }

    @Test
    void weightNormalisedFiltersAreFitted() throws IOException {
        ModelFile model = Trained.model(new Wdsr(2, 2, 6, 2, Wdsr.Block.A, Convolutions.PLAIN));
        for (Strategy strategy : List.of(Magnitude.DEFAULTS, THINET, CP)) {
            PruningPlan plan = plan(strategy, new Budget.Keep(0.75), cutting(Scope.BLOCKS), model);
            assertThat(applied(plan, model).network().graph().parameterCount())
                    .isLessThan(model.network().graph().parameterCount());
        }
    }

    @Test
    void whatIsPrunedCanBePrunedAgain() throws IOException {
        ModelFile model = Trained.model(EDSR);
        Limits blocks = cutting(Scope.BLOCKS);
        ModelFile once = applied(plan(CP, seven(), blocks, model), model);
        ModelFile twice = applied(plan(CP, new Budget.Keep(0.6), blocks, once), once);
        assertThat(twice.architecture()).isEqualTo(new Slim(EDSR, new LinkedHashMap<>(Map.of(GROUP, 4))));
    }

    @Test
    void aSavedPlanGivesTheSameBytes() throws IOException {
        ModelFile model = Trained.model(EDSR);
        for (Strategy strategy :
                List.of(new Manual(new LinkedHashMap<>(Map.of(GROUP, List.of(1, 3, 4, 5, 6, 7)))), CP)) {
            Budget budget = new Budget.Given(new LinkedHashMap<>(Map.of(GROUP, 6)), "the test");
            PruningPlan plan = plan(strategy, budget, cutting(Scope.BLOCKS), model);
            Path file = folder.resolve(Strategies.ALL.name(strategy) + ".plan.json");
            new PlanFile(file).write(plan);
            PruningPlan read = new PlanFile(file).read();
            assertThat(read.lines()).isEqualTo(plan.lines());
            Path one = folder.resolve("one.safetensors");
            Path other = folder.resolve("other.safetensors");
            applied(plan, model).write(one);
            applied(read, model).write(other);
            assertThat(other).hasSameBinaryContentAs(one);
            assertThat(Files.exists(new PlanFile(file).weights())).isEqualTo(strategy.equals(CP));
        }
        assertThat(new PlanFile(folder.resolve("manual.plan.json"))
                        .read()
                        .groups()
                        .getFirst()
                        .kept())
                .containsExactly(1, 3, 4, 5, 6, 7);
    }

    @Test
    void aPlanOfAnotherNetworkIsRefused() throws IOException {
        ModelFile model = Trained.model(EDSR);
        Path file = folder.resolve("cp.plan.json");
        new PlanFile(file).write(plan(CP, seven(), cutting(Scope.BLOCKS), model));
        PruningPlan plan = new PlanFile(file).read();
        ModelFile wider = Trained.model(new Edsr(2, 1, 10, 1, 1));
        assertThatThrownBy(() -> applied(plan, wider))
                .hasMessageStartingWith("the plan is of another network: of 'dense' with");
        ModelFile other = Trained.model(EDSR, Weights.initial(EDSR.graph(), 2));
        assertThatThrownBy(() -> applied(plan, other))
                .hasMessageStartingWith("the plan is of another network: of 'dense' with");
    }

    @Test
    void budgetsAreKept() throws IOException {
        ModelFile model = Trained.model(new Edsr(2, 2, 16, 1, 1));
        double whole = Cost.macsPerOutputPixel(model.network().graph());
        for (int multiple : new int[] {1, 4}) {
            Limits limits = new Limits(Scope.UNSUMMED, 8, multiple, List.of());
            PruningPlan macs = blind(Magnitude.DEFAULTS, new Budget.Macs(0.7), limits, model);
            double left = Cost.macsPerOutputPixel(applied(macs, model).network().graph());
            assertThat(left / whole).isLessThanOrEqualTo(0.7).isGreaterThan(0.55);
            assertThat(macs.widths().values()).allMatch(width -> width >= 8 && width % multiple == 0);
            PruningPlan parameters = blind(Magnitude.DEFAULTS, new Budget.Parameters(0.7), limits, model);
            long count = applied(parameters, model).network().graph().parameterCount();
            assertThat((double) count / model.network().graph().parameterCount())
                    .isLessThanOrEqualTo(0.7)
                    .isGreaterThan(0.55);
        }
    }

    /// Time goes in whole vectors: what is affordable fills them.
    @Test
    void aBudgetOfTimeFillsVectors() {
        ModelFile model = Trained.model(new Edsr(2, 4, 48, 1, 1));
        Channels channels = Channels.of(model.network().graph());
        Widths widths = Widths.of(model, channels, new Limits(Scope.BLOCKS, 1, 1, List.of()), 2);
        Price vectors = new Price() {
            @Override
            public double part(Graph whole, Graph narrow) {
                return lanes(narrow) / lanes(whole);
            }

            @Override
            public boolean hasSteps() {
                return true;
            }
        };
        SequencedMap<String, Integer> found = widths.affordable(vectors, 0.9, "0.9 of the time");
        assertThat(found.values()).allMatch(width -> width % 16 == 0).contains(48, 32);
    }

    private static double lanes(Graph graph) {
        return graph.parameters().stream()
                .filter(parameter -> parameter.shape().rank() == 4)
                .mapToDouble(parameter -> Math.ceilDiv(parameter.shape().dimension(0), 16)
                        * Math.ceilDiv(parameter.shape().dimension(1), 16))
                .sum();
    }

    @Test
    void aReportSaysWhatIsLeft() throws IOException {
        ModelFile model = Trained.model(EDSR);
        PruningPlan plan = blind(Magnitude.DEFAULTS, new Budget.Keep(0.5), cutting(Scope.UNSUMMED), model);
        Path photographs = Trained.photographs(folder);
        Wanted wanted = new Wanted(
                Optional.empty(),
                Optional.of(Size.parse("16x16")),
                1,
                Optional.of(photographs),
                Optional.of(applied(plan, model)));
        PruningReport report = new Application(plan, Trained.blind().degrading(), wanted).to(model, new Silent());
        assertThat(report.layers())
                .extracting(PruningReport.Layer::name)
                .contains(GROUP, "body.0.body.2", "tail.0.0", "tail.1");
        double saved = report.layers().stream()
                .mapToDouble(layer ->
                        layer.multiplyAdds().before() - layer.multiplyAdds().after())
                .sum();
        assertThat(saved)
                .isCloseTo(
                        report.multiplyAdds().before() - report.multiplyAdds().after(), within(1e-6));
        assertThat(report.times().orElseThrow().millis().before()).isPositive();
        PruningReport.Quality quality = report.quality().orElseThrow();
        assertThat(quality.tuned()).contains(quality.pruned());
        assertThat(quality.dense()).isNotEqualTo(quality.pruned());
        assertThat(String.join("\n", report.lines()))
                .contains("head.0", "channels of role 'stream', which --cut unsummed leaves", "of the time stays");
    }

    /// Attention's hidden channels and those of the picture's colours are left.
    @Test
    void whatMustNotBeTouchedIsLeftWithAReason() throws IOException {
        ModelFile model = Trained.model(new Drn(2, 8, 1));
        PruningPlan plan =
                blind(Magnitude.DEFAULTS, new Budget.Keep(0.5), new Limits(Scope.ALL, 1, 1, List.of("head")), model);
        assertThat(plan.left())
                .extracting(left -> left.name() + ": " + left.why())
                .contains(
                        "sub_mean: no wider than the picture's colours",
                        "up_blocks.0.0.body.3.conv_du.0: no wider than the picture's colours",
                        "head: to be left as it is");
        ModelFile wide = Trained.model(new Drn(2, 32, 1));
        assertThat(blind(Magnitude.DEFAULTS, new Budget.Keep(0.5), cutting(Scope.UNSUMMED), wide)
                        .left())
                .extracting(left -> left.name() + ": " + left.why())
                .contains("up_blocks.0.0.body.3.conv_du.0: of means over the whole picture, which cost nothing");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        ModelFile model = Trained.model(EDSR);
        Limits blocks = cutting(Scope.BLOCKS);
        assertRefused(
                new Budget.Macs(0.1),
                blocks,
                "0.1 of the multiply-adds is out of reach: one channel in each group leaves 0.");
        assertRefused(
                new Budget.Macs(0.6), new Limits(Scope.BLOCKS, 7, 4, List.of()), "no channels to cut by --cut blocks");
        assertRefused(
                new Budget.Keep(0.3),
                new Limits(Scope.BLOCKS, 3, 2, List.of()),
                "body.0.body.0: 0.3 of 8 channels is fewer than the 4 of --least");
        assertRefused(
                new Budget.Keep(0.1), blocks, "body.0.body.0: 0.1 of 8 channels leaves none; keep at least 0.1250");
        assertRefused(
                new Budget.Given(new LinkedHashMap<>(Map.of("head.0", 4)), "x"),
                blocks,
                "head.0: cannot be cut: channels of role 'stream'");
        assertRefused(
                new Budget.Given(new LinkedHashMap<>(Map.of(GROUP, 9)), "x"),
                blocks,
                "channels: group 'body.0.body.0' has 8 channels, its width cannot be 9");
        assertRefused(
                new Budget.Given(new LinkedHashMap<>(Map.of("body.0.body.1", 4)), "x"),
                blocks,
                "channels: unknown group 'body.0.body.1'");
        assertRefused(
                new Budget.Keep(0.5), new Limits(Scope.BLOCKS, 1, 1, List.of("bdy")), "channels: unknown group 'bdy'");
        for (double part : new double[] {0, 1, -1, Double.NaN, 2}) {
            assertThatThrownBy(() -> new Budget.Macs(part)).hasMessageStartingWith("macs must be above 0 and below 1");
            assertThatThrownBy(() -> new Budget.Keep(part)).hasMessageStartingWith("keep must be above 0 and below 1");
            assertThatThrownBy(() -> new Budget.Millis(part, Size.parse("16x16"), 1))
                    .hasMessageStartingWith("millis must be");
        }
        for (Strategy strategy : List.of(THINET, CP, Drc.DEFAULTS, Dcp.DEFAULTS)) {
            assertThatThrownBy(() -> blind(strategy, seven(), blocks, model))
                    .isInstanceOf(UnfitRequestException.class)
                    .hasMessage("strategy '%s' looks at photographs: name a folder by --photos"
                            .formatted(Strategies.ALL.name(strategy)));
        }
        Manual outside = new Manual(new LinkedHashMap<>(Map.of(GROUP, List.of(0, 8))));
        assertThatThrownBy(() -> blind(outside, seven(), blocks, model))
                .hasMessage("manual: body.0.body.0: positions must ascend from 0 to 7, got [0, 8]");
    }

    private static void assertRefused(Budget budget, Limits limits, String reason) {
        assertThatThrownBy(() -> blind(Magnitude.DEFAULTS, budget, limits, Trained.model(EDSR)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }
}
