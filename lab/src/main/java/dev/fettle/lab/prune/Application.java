package dev.fettle.lab.prune;

import dev.fettle.lab.Machine;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.compress.Offspring;
import dev.fettle.lab.evaluation.Degrading;
import dev.fettle.lab.evaluation.EvaluationReport;
import dev.fettle.lab.evaluation.EvaluationRequest;
import dev.fettle.lab.network.PlanReport;
import dev.fettle.lab.prune.PruningReport.Millis;
import dev.fettle.lab.prune.PruningReport.Pair;
import dev.fettle.lab.prune.PruningReport.Quality;
import dev.fettle.lab.prune.PruningReport.Wanted;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.engine.Algorithm;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A plan applied to the network that it is of, with what came of it.
///
/// @param degrading that quality is measured against, of a model that keeps the size
public record Application(PruningPlan plan, Degrading degrading, Wanted wanted) {
    private static final String METHOD = "prune";

    /// @throws IllegalArgumentException if the plan is of another network, or what was trained on is none
    /// of this plan
    /// @throws IOException if photographs cannot be read
    public PruningReport to(ModelFile dense, Watcher watcher) throws IOException {
        degrading.requireFits(dense.card().name(), dense.scale());
        ModelFile pruned = pruned(dense);
        requireTuned(pruned);
        ModelFile one = NamedModel.at(wanted.scale(), dense, dense.card().name());
        Graph before = counted(one);
        Graph after = counted(pruned.at(one.scale()));
        Optional<Millis> times = wanted.size().map(size -> millis(dense, List.of(before, after), size));
        List<Map<String, Double>> perLayer = wanted.size()
                .map(size -> List.of(perLayer(one, size), perLayer(pruned.at(one.scale()), size)))
                .orElse(List.of());
        return new PruningReport(
                pruned,
                plan,
                PruningReport.layers(before, after, perLayer),
                one.scale(),
                new Pair(Cost.macsPerOutputPixel(before), Cost.macsPerOutputPixel(after)),
                times,
                quality(dense, pruned, watcher));
    }

    /// The network that is left; the same bytes each time.
    public ModelFile pruned(ModelFile dense) {
        Slim.Cut cut = plan.applied(dense);
        String how = "%s, %s, %s"
                .formatted(
                        plan.description().strategy(),
                        plan.description().budget(),
                        plan.description().limits());
        Offspring offspring =
                new Offspring(METHOD, how, dense.card().training().provenance().seed());
        return new ModelFile(cut.architecture(), cut.weights(), offspring.card(dense.card()));
    }

    private void requireTuned(ModelFile pruned) {
        wanted.tuned().ifPresent(tuned -> {
            if (!tuned.architecture().equals(pruned.architecture())) {
                throw new UnfitRequestException("--tuned: '%s' is another network than what the plan leaves"
                        .formatted(tuned.card().name()));
            }
        });
    }

    private static Graph counted(ModelFile one) {
        return one.network().graph().endingInFirst();
    }

    private Millis millis(ModelFile dense, List<Graph> both, Size size) {
        MeasuredTime time = new MeasuredTime(dense.card().usage().border(), size, wanted.threads());
        Turns turns = time.turns(both.getFirst(), both.getLast());
        String conditions = "medians of %d turns, %s, %d threads, %s, %s"
                .formatted(turns.first().size(), size, wanted.threads(), Engine.arithmetic(), Machine.here());
        return new Millis(turns.millis(), turns.part(), turns.error(), conditions);
    }

    private Map<String, Double> perLayer(ModelFile one, Size size) {
        NamedNetwork network = new NamedNetwork(
                one.architecture(),
                one.network().graph(),
                Optional.of(one.weights()),
                one.poolSize(),
                one.card().usage().border());
        PlanReport report = PlanReport.of(
                network, new PlanReport.Setting(size, Optional.empty(), wanted.threads(), Algorithm.AUTOMATIC));
        Map<String, Double> millis = new LinkedHashMap<>();
        for (Plan.Line step : report.steps()) {
            millis.merge(step.node(), step.millis(), Double::sum);
        }
        return millis;
    }

    private Optional<Quality> quality(ModelFile dense, ModelFile pruned, Watcher watcher) throws IOException {
        if (wanted.photographs().isEmpty()) {
            return Optional.empty();
        }
        Path photographs = wanted.photographs().get();
        EvaluationReport whole = evaluated(dense, photographs, watcher);
        double after = evaluated(pruned, photographs, watcher).mean().psnr();
        Optional<Double> tuned = wanted.tuned().isEmpty()
                ? Optional.empty()
                : Optional.of(evaluated(wanted.tuned().get(), photographs, watcher)
                        .mean()
                        .psnr());
        return Optional.of(new Quality(
                photographs.toString(), "psnr " + whole.protocol(), whole.mean().psnr(), after, tuned));
    }

    private EvaluationReport evaluated(ModelFile model, Path photographs, Watcher watcher) throws IOException {
        Degrading made = model.scale() > 1
                ? new Degrading(wanted.scale().or(() -> Optional.of(model.scale())), Optional.empty(), Optional.empty())
                : degrading;
        EvaluationRequest request = new EvaluationRequest(photographs, Optional.empty(), made, 0, Optional.empty());
        return request.model(
                model, model.card().name(), RestoreOptions.DEFAULTS.withThreads(wanted.threads()), watcher);
    }
}
