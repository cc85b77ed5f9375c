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
    /// Where a gate stands that the budget closes: as near to opening as it began.
    private static final float CLOSED = -1e-8f;

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
        Tensor limited = ratio.clamp_min(new Scalar(1));
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

    /// Closes gates until the budget is kept: each time the one, of all that save something, that is the
    /// least open.
    private void close(FlatTensor weights) {
        List<float[]> gates = new ArrayList<>();
        layers.forEach(layer -> gates.add(FlatTensor.array(weights.views().get(layer.view()))));
        while (cost(gates) > allowed) {
            int chosen = -1;
            for (int i = 0; i < gates.size(); i++) {
                boolean saves = layers.get(i).saving(gates.get(i)) > 0;
                if (saves && (chosen < 0 || leastOpen(gates.get(i)) < leastOpen(gates.get(chosen)))) {
                    chosen = i;
                }
            }
            if (chosen < 0) {
                return; // no single gate saves anything, of times that do not fall
            }
            float[] layer = gates.get(chosen);
            int gate = place(layer, leastOpen(layer));
            layer[gate] = CLOSED;
            weights.views().get(layers.get(chosen).view()).narrow(0, gate, 1).fill_(new Scalar((double) CLOSED));
        }
    }

    private double cost(List<float[]> gates) {
        double cost = 0;
        for (int i = 0; i < gates.size(); i++) {
            cost += layers.get(i).of(gates.get(i));
        }
        return cost;
    }

    private static float leastOpen(float[] gates) {
        float least = Float.POSITIVE_INFINITY;
        for (float gate : gates) {
            least = gate > 0 ? Math.min(least, gate) : least;
        }
        return least;
    }

    private static int place(float[] gates, float value) {
        int place = 0;
        while (gates[place] != value) {
            place++;
        }
        return place;
    }
}
