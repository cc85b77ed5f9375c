package dev.fettle.train.torch.optimizer;

import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Role;
import dev.fettle.train.torch.FlatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/// What no update may pass, whatever the rule: a part whose time is over ({@link Group#until}) stays as it
/// is, and gates stay within -1 and 1, so that one that has long been open can close. Hubara et al., NIPS
/// 2016 (binarised networks), sec. 2.3.
@SuppressWarnings("try") // scopes act by being open
public final class Bounds {
    private final Optimizer settings;
    private final List<Parameter> parameters;

    public Bounds(Optimizer settings, List<Parameter> parameters) {
        this.settings = settings;
        this.parameters = List.copyOf(parameters);
    }

    /// Makes an update and puts right what it may not change.
    ///
    /// @param progress part of the training that is done before it
    /// @param update of the weights
    public void around(FlatTensor weights, double progress, Runnable update) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            List<Integer> over = over(progress);
            List<Tensor> kept = new ArrayList<>();
            over.forEach(i -> kept.add(weights.views().get(i).clone()));
            update.run();
            for (int i = 0; i < over.size(); i++) {
                weights.views().get(over.get(i)).copy_(kept.get(i));
            }
            for (int i = 0; i < parameters.size(); i++) {
                if (parameters.get(i).role() == Role.GATE) {
                    weights.views()
                            .get(i)
                            .clamp_(new ScalarOptional(new Scalar(-1)), new ScalarOptional(new Scalar(1)));
                }
            }
        }
    }

    private List<Integer> over(double progress) {
        return IntStream.range(0, parameters.size())
                .filter(i -> Groups.group(settings, parameters.get(i))
                        .map(group -> group.isOver(progress))
                        .orElse(false))
                .boxed()
                .toList();
    }
}
