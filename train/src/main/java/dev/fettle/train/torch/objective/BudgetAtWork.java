package dev.fettle.train.torch.objective;

import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.Moment;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A {@link Budget} at work.
///
/// @param layers what each costs
/// @param allowed o
@SuppressWarnings("try") // scopes act by being open
record BudgetAtWork(Budget settings, List<GateCosts> layers, double allowed) implements Loss {
    BudgetAtWork {
        layers = List.copyOf(layers);
    }

    @Override
    public Value of(Seen seen) {
        List<Tensor> views = seen.model().weights().views();
        double cost = 0;
        Tensor ratio = seen.model().device().zeros(1);
        for (GateCosts layer : layers) {
            Tensor gates = views.get(layer.view());
            float[] values = FlatTensor.array(gates.detach());
            cost += layer.of(values);
            Tensor slopes = seen.model().device().tensor(layer.slopes(values), values.length);
            Tensor carried = gates.sub(gates.detach()).mul(slopes).sum(); // a zero that carries the gradient
            ratio = ratio.add(carried);
        }
        ratio = ratio.add(new Scalar(cost)).mul(new Scalar(1 / allowed)).sum();
        Tensor limited = cost > allowed ? ratio : ratio.mul(new Scalar(0)).add(new Scalar(1)); // at ζ = o, too
        boolean isSum = settings.form() == Budget.Form.SUM;
        return new Value(isSum ? limited.sub(new Scalar(1)) : limited, ratio);
    }

    @Override
    public void settle(FlatTensor weights, Moment moment) {
        if (settings.form() != Budget.Form.CONSTRAINT || moment.progress() < settings.from()) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            close(weights);
        }
    }

    private void close(FlatTensor weights) {
        List<float[]> gates = new ArrayList<>();
        layers.forEach(layer -> gates.add(FlatTensor.array(weights.views().get(layer.view()))));
        if (new GateClosing(layers, gates).isMovedInto(allowed)) {
            for (int i = 0; i < gates.size(); i++) {
                float[] moved = gates.get(i);
                weights.views().get(layers.get(i).view()).copy_(weights.device().tensor(moved, moved.length));
            }
        }
    }
}
