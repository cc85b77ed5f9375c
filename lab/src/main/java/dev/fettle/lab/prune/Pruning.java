package dev.fettle.lab.prune;

import dev.fettle.lab.Watcher;
import dev.fettle.lab.prune.Choosing.Choice;
import dev.fettle.network.Channels;
import dev.fettle.network.Channels.Group;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// How a trained network is pruned: makes a {@link PruningPlan}.
///
/// @param scale that costs are counted at, of a network of several scales; the first if empty
public record Pruning(Strategy strategy, Budget budget, Limits limits, Sources sources, Optional<Integer> scale) {
    /// Decides group by group, in the order of the network; a strategy sees the network without what was
    /// cut before.
    ///
    /// @throws IllegalArgumentException naming what does not fit: a network that is slim already, nothing
    /// in scope, a budget below the least
    /// @throws IOException if photographs that the strategy wants cannot be read
    public PruningPlan plan(ModelFile model, Watcher watcher) throws IOException {
        if (strategy.looksAtPhotographs()) {
            sources.requirePictures(Strategies.ALL.name(strategy));
        }
        sources.degrading().requireFits(model.card().name(), model.scale());
        Channels channels = Channels.of(model.network().graph());
        Widths possible = Widths.of(model, channels, limits, scale.orElse(model.scale()));
        SequencedMap<String, Integer> widths = wanted(model, possible, watcher);
        Decisions decisions = new Decisions(channels, model.weights());
        try (Choosing choosing = strategy.open(new Material(model, channels, sources, watcher));
                Watcher.Course course = watcher.course(widths.size())) {
            for (Map.Entry<String, Integer> wanted : widths.entrySet()) {
                course.start(wanted.getKey());
                decisions.cut(channels.group(wanted.getKey()), wanted.getValue(), choosing);
                course.finished();
            }
        }
        return PruningPlan.of(
                model,
                this,
                decisions.cuts,
                new PruningPlan.Decided(left(channels, possible.field(), widths), decisions.fitted));
    }

    private SequencedMap<String, Integer> wanted(ModelFile model, Widths widths, Watcher watcher) {
        return switch (budget) {
            case Budget.Keep(double part) -> widths.keeping(part);
            case Budget.Macs(double part) -> widths.affordable(Price.MACS, part, budget.text());
            case Budget.Parameters(double part) -> widths.affordable(Price.PARAMETERS, part, budget.text());
            case Budget.Millis millis -> affordable(widths, new MeasuredTime(model, millis), millis, watcher);
            case Budget.Given given -> given(widths, given);
        };
    }

    /// Measures what was found once more, since of many measurements the lucky ones fit.
    private static SequencedMap<String, Integer> affordable(
            Widths widths, MeasuredTime time, Budget.Millis budget, Watcher watcher) {
        SequencedMap<String, Integer> found = widths.affordable(time, budget.part(), budget.text());
        Turns again = time.turns(widths.narrow(Map.of()), widths.narrow(found));
        boolean isSure = again.error() <= Turns.TOLERANCE && again.part() - again.error() <= budget.part();
        if (!isSure) {
            watcher.note(("--millis %s: measured again, what was found takes %.3f ± %.3f of the time (%d turns); "
                            + "repeat it while the machine does nothing else, or take --macs or --widths")
                    .formatted(
                            budget.part(),
                            again.part(),
                            again.error(),
                            again.first().size()));
        }
        return found;
    }

    private static SequencedMap<String, Integer> given(Widths possible, Budget.Given given) {
        possible.channels().requireWidths(given.widths());
        given.widths()
                .forEach((name, width) ->
                        possible.requireAllowed(possible.channels().group(name), width));
        return given.widths();
    }

    /// Whatever keeps all of its channels.
    private static List<PruningPlan.Left> left(
            Channels channels, Limits.Field field, SequencedMap<String, Integer> widths) {
        List<PruningPlan.Left> left = new ArrayList<>();
        for (Group group : channels.groups().values()) {
            String why = field.reasons().getOrDefault(group.name(), "the budget leaves it whole");
            if (widths.getOrDefault(group.name(), group.width()) == group.width()) {
                left.add(new PruningPlan.Left(group.name(), group.width(), why));
            }
        }
        return left;
    }

    /// What has been decided so far.
    private static final class Decisions {
        private final Channels channels;
        private final List<PruningPlan.Cut> cuts = new ArrayList<>();
        private final Map<String, Values> fitted = new LinkedHashMap<>();
        private Weights weights;

        Decisions(Channels channels, Weights weights) {
            this.channels = channels;
            this.weights = weights;
        }

        void cut(Group group, int width, Choosing choosing) {
            if (width == group.width()) {
                return;
            }
            Choice choice = choosing.choose(group, width, weights);
            cuts.add(new PruningPlan.Cut(group.name(), group.width(), choice.kept(), choice.part()));
            SequencedMap<String, Values> now = new LinkedHashMap<>(weights.byName());
            now.putAll(choice.changed());
            fitted.putAll(choice.changed());
            channels.readers(group)
                    .forEach(reader ->
                            now.compute(reader.parameter(), (_, values) -> silenced(values, reader, choice.kept())));
            weights = Weights.of(now);
        }

        private static Values silenced(Values values, Reader reader, List<Integer> kept) {
            Slices slices = new Slices(values);
            for (int i = 0; i < reader.slices().size(); i++) {
                if (!kept.contains(i)) {
                    slices.silence(reader.slices().get(i));
                }
            }
            return slices.values();
        }
    }
}
