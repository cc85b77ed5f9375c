package dev.fettle.train.torch.objective;

import dev.fettle.network.Weights;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.TorchModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// An {@link Objective} at work: its terms with what they hold in native memory, for each scale of the network.
public final class ObjectiveAtWork implements AutoCloseable {
    private final List<Term> terms;
    private final SequencedMap<Integer, List<Loss>> losses = new LinkedHashMap<>();

    /// What a batch came to, each tensor of one element.
    ///
    /// @param total what is made small
    /// @param terms each term's own value by its name, before its weight
    public record Sum(Tensor total, SequencedMap<String, Tensor> terms) {}

    /// @throws IllegalArgumentException if a term does not fit the network; nothing stays open then
    public ObjectiveAtWork(Objective objective, Subject subject, Surroundings surroundings) {
        this.terms = objective.terms();
        try {
            for (Subject each : subject.scales()) {
                List<Loss> opened = new ArrayList<>();
                losses.put(each.architecture().scale(), opened);
                open(opened, each, surroundings);
            }
            Map<String, Weights> given = surroundings.given();
            companions().forEach((name, companion) -> {
                if (given.containsKey(name)) {
                    companion.weights().write(Objects.requireNonNull(given.get(name)));
                }
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void open(List<Loss> opened, Subject subject, Surroundings surroundings) {
        Map<String, TorchModel> companions = new HashMap<>();
        for (Term term : terms) {
            Loss loss = term.open(subject, surroundings.forTerm(term.name(), companions));
            opened.add(loss);
            loss.companion().ifPresent(model -> companions.put(term.name(), model));
        }
    }

    /// Networks that are trained beside the one the training is for, by the names of their terms, with the scale
    /// behind the name if there are several.
    public SequencedMap<String, TorchModel> companions() {
        SequencedMap<String, TorchModel> companions = new LinkedHashMap<>();
        losses.forEach((scale, opened) -> {
            String suffix = Objective.suffix(scale, losses.size());
            for (int i = 0; i < opened.size(); i++) {
                String name = terms.get(i).name() + suffix;
                opened.get(i).companion().ifPresent(model -> companions.put(name, model));
            }
        });
        return companions;
    }

    /// Sums up what the terms say.
    public Sum of(Seen seen, Moment moment) {
        SequencedMap<String, Tensor> logged = new LinkedHashMap<>();
        List<Tensor> added = new ArrayList<>();
        List<Tensor> factors = new ArrayList<>();
        List<Loss> opened = Objects.requireNonNull(losses.get(seen.scale()));
        for (int i = 0; i < opened.size(); i++) {
            Term term = terms.get(i);
            Loss.Value value = opened.get(i).of(seen);
            logged.put(term.name(), value.logged());
            double weight = term.weight().at(moment.progress());
            if (term.isFactor()) {
                factors.add(value.counted().pow(new Scalar(weight)));
            } else {
                added.add(weight == 1 ? value.counted() : value.counted().mul(new Scalar(weight)));
            }
        }
        Tensor sum = added.stream().reduce(Tensor::add).orElseThrow();
        return new Sum(factors.stream().reduce(sum, Tensor::mul), logged);
    }

    /// Puts weights right that a step has moved to where a term does not allow them.
    ///
    /// @param scale that the step was for
    public void settle(int scale, FlatTensor weights, Moment moment) {
        Objects.requireNonNull(losses.get(scale)).forEach(loss -> loss.settle(weights, moment));
    }

    @Override
    public void close() {
        losses.values().forEach(opened -> opened.forEach(Loss::close));
    }
}
