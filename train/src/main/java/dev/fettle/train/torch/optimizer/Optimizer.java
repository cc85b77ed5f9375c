package dev.fettle.train.torch.optimizer;

import dev.fettle.network.Operation;
import dev.fettle.train.torch.Device;
import java.util.List;

/// How weights are moved along their gradients: settings that make a {@link Rule}. As YAML a block whose `type` says
/// which.
public interface Optimizer {
    /// The highest of the schedule.
    double learningRate();

    /// What each update takes from the weights themselves.
    double weightDecay();

    /// Largest Euclidean norm of the gradient over all parameters; 0 for no limit.
    double clip();

    /// Of the exponential moving average of the weights, which is what is validated and shipped; 0 for the
    /// weights themselves.
    double averageDecay();

    /// Parts of the network that are moved otherwise; where several cover a parameter, the first counts.
    List<Group> groups();

    /// The rule at work, at its beginning.
    Rule rule(List<Operation.Parameter> parameters, Device device);

    /// @throws IllegalArgumentException naming the settings that all have, if one of them does not do
    static void requireUsual(double learningRate, double weightDecay, double clip, double averageDecay) {
        if (!(learningRate > 0) || !(clip >= 0) || !(weightDecay >= 0) || !isFraction(averageDecay)) {
            throw new IllegalArgumentException("optimizer: needs learningRate > 0, clip >= 0, weightDecay >= 0, "
                    + "and averageDecay from 0 to below 1");
        }
    }

    /// @throws IllegalArgumentException if it is not from 0 to below 1
    static void requireFraction(String setting, double value) {
        if (!isFraction(value)) {
            throw new IllegalArgumentException("optimizer: " + setting + " must be from 0 to below 1, got " + value);
        }
    }

    private static boolean isFraction(double value) {
        return value >= 0 && value < 1;
    }
}
