package dev.fettle.lab.compress;

import dev.fettle.lab.Watcher;
import dev.fettle.lab.compress.LayerSamples.Both;
import dev.fettle.lab.compress.LayerSamples.Sample;
import dev.fettle.lab.fit.MapMoments;
import dev.fettle.lab.fit.NormalEquations;
import dev.fettle.lab.fit.Positions.Window;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Network;
import dev.fettle.network.Offset;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.Weights;
import dev.fettle.network.model.ModelFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// Fits a network with ghosts to the dense one that it was made of, layer by layer in its order: by least squares, to
/// what the dense one makes of photographs, from what the layers before, fitted already, make of them. Layers behind
/// ghosts that have none are fitted, too, such as the fusions that join what blocks make; not those behind the shuffle
/// of an upsampler, where it makes no difference.
///
/// What a filter is to make depends on who reads its layer. Convolutions alone (perhaps behind an activation) are
/// fitted in their turn to whatever they are given; so a filter makes its own channel, and its ghost is what comes of
/// that. In a sum a ghost stands for the channel in its place; so a filter makes the mean of its own channel and
/// of its ghosts' channels, shifted back.
final class GhostFit {
    /// Of the mean square of what a filter sees, against unknowns that samples do not tell.
    private static final double RIDGE = 1e-6;

    /// For each unknown of a filter; fewer would fit the pictures and not the network.
    private static final int LEAST_SAMPLES = 4;

    private static final int ENOUGH_SAMPLES = 50;

    private static final Offset NONE = new Offset(0, 0);

    /// That a watcher is told of.
    private static final int PARTS = 10_000;

    private final LayerSamples samples;
    private final ModelFile ghost;
    private final Map<String, GhostPlan> plans;
    private final Optional<MapPlans> partners;
    private final SequencedMap<String, List<Both>> uses = new LinkedHashMap<>();
    private final LayerWeights weights;

    /// @param ghost with filters of the dense network
    /// @param plans of the layers with ghosts
    /// @param partners by which channels of sums are paired anew; if empty they stay as they are
    GhostFit(LayerSamples samples, ModelFile ghost, Map<String, GhostPlan> plans, Optional<MapPlans> partners) {
        this.samples = samples;
        this.ghost = ghost;
        this.plans = new LinkedHashMap<>(plans);
        this.partners = partners;
        weights = new LayerWeights(ghost.weights());
        Map<String, List<ConvolutionUse>> before =
                ConvolutionUse.of(samples.dense().network().graph());
        ConvolutionUse.of(ghost.network().graph()).forEach((name, after) -> {
            List<ConvolutionUse> old = Objects.requireNonNull(before.get(name));
            uses.put(
                    name,
                    IntStream.range(0, after.size())
                            .mapToObj(use -> new Both(old.get(use), after.get(use)))
                            .toList());
        });
    }

    /// What came of it.
    ///
    /// @param plans of the layers with ghosts, as they are by now
    record Fitted(Weights weights, Map<String, GhostPlan> plans) {
        Fitted {
            plans = Map.copyOf(plans);
        }
    }

    /// @throws IllegalArgumentException naming a layer for which samples are too few
    Fitted fitted(Watcher watcher) {
        List<LayerFit> steps = steps();
        FitWork work = new FitWork(samples.dense().network().graph(), samples.pixels());
        double all = steps.stream().mapToDouble(step -> step.work(work)).sum();
        double done = 0;
        try (Watcher.Course course = watcher.course(1)) {
            course.start("layers are fitted");
            for (LayerFit step : steps) {
                step.run();
                done += step.work(work);
                course.part((int) (PARTS * done / all), PARTS);
            }
            course.finished();
        }
        return new Fitted(weights.all(), plans);
    }

    /// What a layer sees when it is used again depends on itself; so layers that are used several times make a second
    /// round: in the first, layers are fitted for their first use, in the second for all.
    private List<LayerFit> steps() {
        List<LayerFit> steps = new ArrayList<>();
        uses.forEach((name, all) -> add(name, all.subList(0, 1), steps));
        if (uses.values().stream().anyMatch(all -> all.size() > 1)) {
            uses.forEach((name, all) -> add(name, all, steps));
        }
        return steps;
    }

    private void add(String name, List<Both> all, List<LayerFit> steps) {
        if (plans.containsKey(name) || all.stream().anyMatch(use -> use.after().seesGhosts())) {
            steps.add(new LayerFit(name, all));
        }
    }

    /// One layer.
    private final class LayerFit {
        private final String name;
        private final List<Both> all;
        private final Window window;
        private final int groups;
        private final int unknowns;

        LayerFit(String name, List<Both> all) {
            this.name = name;
            this.all = all;
            ConvolutionUse first = all.getFirst().after();
            groups = first.geometry().groups();
            Filters filters = weights.filters(name, groups);
            window = new Window(first.geometry(), filters.shape().height(), weights.hasBias(name));
            unknowns = weights.rows(name)[0].length;
        }

        double work(FitWork work) {
            long found = (long) most() * samples.patches().size() * all.size();
            return work.of(all, new FitWork.Regression(groups, found, unknowns));
        }

        void run() {
            boolean isFree = Objects.requireNonNull(uses.get(name)).stream()
                    .allMatch(use -> use.before().readers().isPresent());
            if (plans.containsKey(name) && !isFree) {
                partners.ifPresent(this::pairAnew);
            }
            double[][] rows = weights.rows(name);
            GhostPlan plan = plans.getOrDefault(name, GhostPlan.whole(rows.length));
            List<NormalEquations> equations = equations(plan, isFree);
            List<double[]> solved = new ArrayList<>();
            int each = rows.length / groups;
            for (int group = 0; group < groups; group++) {
                double[][] start = Arrays.copyOfRange(rows, group * each, (group + 1) * each);
                solved.addAll(Arrays.asList(equations.get(group).solve(start, RIDGE)));
            }
            weights.put(name, solved.toArray(double[][]::new));
        }

        /// By what is wanted of the layer now that those before it are fitted, which the sum is to make good.
        private void pairAnew(MapPlans maps) {
            MapMoments moments = maps.moments(name);
            show(sample -> moments.add(sample.target(), sample.positions()));
            MapPartners.Choice choice = maps.partners(moments, groups).summed();
            plans.put(name, choice.plan());
            weights.putGhosts(name, choice, choices());
            double[][] rows = new LayerWeights(samples.dense().weights()).rows(name);
            weights.put(
                    name, choice.plan().intrinsic().stream().map(i -> rows[i]).toArray(double[][]::new));
        }

        private List<NormalEquations> equations(GhostPlan plan, boolean isFree) {
            int each = plan.intrinsic().size() / groups;
            List<Offset> offsets = offsets(plan);
            List<NormalEquations> equations = new ArrayList<>();
            for (int group = 0; group < groups; group++) {
                equations.add(new NormalEquations(unknowns, each));
            }
            show(sample -> {
                double[][] wanted = isFree ? own(sample, plan) : means(sample, plan, offsets);
                for (int group = 0; group < groups; group++) {
                    double[][] seen = sample.positions().seen(sample.read(), window, group);
                    equations.get(group).add(seen, columns(wanted, group * each, each));
                }
            });
            requireEnough(equations.getFirst().samples());
            return equations;
        }

        private void show(LayerSamples.Taker taker) {
            samples.show(new Network(ghost.network().graph(), weights.all()), all, most(), taker);
        }

        /// Positions in each patch.
        private int most() {
            return Math.ceilDiv(ENOUGH_SAMPLES * unknowns, samples.patches().size() * all.size());
        }

        private void requireEnough(long found) {
            if (found < (long) LEAST_SAMPLES * unknowns) {
                throw new IllegalArgumentException(
                        "%s: filters have %d unknowns and %d samples to be fitted to, at least %d are wanted; --patches N takes more"
                                .formatted(name, unknowns, found, LEAST_SAMPLES * unknowns));
            }
        }

        private List<Offset> offsets(GhostPlan plan) {
            LearntGhosts ghosts = choices().get(name + ".shift");
            return ghosts == null
                    ? Collections.nCopies(plan.ghosts().size(), NONE)
                    : LearntShifts.offsets(
                            ghosts, weights.all().get(name + ".shift").array());
        }
    }

    private Map<String, LearntGhosts> choices() {
        return LearntShifts.choices(ghost.network().graph());
    }

    private static double[][] own(Sample sample, GhostPlan plan) {
        int channels = plan.intrinsic().size();
        double[][] wanted = new double[sample.positions().count()][channels];
        for (int i = 0; i < channels; i++) {
            sample.addTo(wanted, i, plan.intrinsic().get(i), NONE);
        }
        return wanted;
    }

    private static double[][] means(Sample sample, GhostPlan plan, List<Offset> offsets) {
        int channels = plan.intrinsic().size();
        double[][] wanted = own(sample, plan);
        for (int j = 0; j < plan.ghosts().size(); j++) {
            sample.addTo(wanted, j % channels, plan.ghosts().get(j), offsets.get(j));
        }
        for (double[] row : wanted) {
            for (int i = 0; i < channels; i++) {
                row[i] /= plan.members(i);
            }
        }
        return wanted;
    }

    private static double[][] columns(double[][] rows, int from, int count) {
        return Arrays.stream(rows)
                .map(row -> Arrays.copyOfRange(row, from, from + count))
                .toArray(double[][]::new);
    }
}
