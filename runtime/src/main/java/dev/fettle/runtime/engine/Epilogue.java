package dev.fettle.runtime.engine;

import dev.fettle.network.Node;
import dev.fettle.network.Operation.Shift;
import java.util.Optional;

/// What happens to a convolution's result before it is stored, so that it costs no pass over memory:
/// `shuffle(then(first(factor · (conv + bias) + offset) + residual))`. Factor and offset are folded into
/// weights and bias. What is added to the residual may be the result and, behind its channels, the result shifted.
///
/// @param factor scales weights and bias
/// @param offset per-channel constant that is added
/// @param first before the residual is added
/// @param ghosts where copies of all channels stand behind them: how far these are shifted, zeros coming in. Only with
/// a residual, which is added to both
/// @param residual a feature map of the same shape
/// @param then after the residual was added
/// @param shuffle pixel shuffle; 1 for none
record Epilogue(
        double factor,
        Optional<Node> offset,
        Activation first,
        Optional<Shift> ghosts,
        Optional<Node> residual,
        Activation then,
        int shuffle) {
    static final Epilogue NONE = new Epilogue(
            1,
            Optional.empty(),
            Activation.Line.IDENTITY,
            Optional.empty(),
            Optional.empty(),
            Activation.Line.IDENTITY,
            1);

    /// Whether what follows may still be folded into weights and bias.
    private boolean isLinear() {
        return first.isIdentity() && residual.isEmpty() && then.isIdentity() && shuffle == 1;
    }

    Optional<Epilogue> scaled(double by) {
        return isLinear() && offset.isEmpty()
                ? Optional.of(new Epilogue(factor * by, offset, first, ghosts, residual, then, shuffle))
                : Optional.empty();
    }

    /// @param constant one value per channel
    Optional<Epilogue> shifted(Node constant) {
        return isLinear() && offset.isEmpty()
                ? Optional.of(new Epilogue(factor, Optional.of(constant), first, ghosts, residual, then, shuffle))
                : Optional.empty();
    }

    /// Activation and shuffle may change places: both treat all samples of a channel alike.
    Optional<Epilogue> activated(Activation activation) {
        if (activation instanceof Activation.Slopes && ghosts.isPresent()) {
            return Optional.empty(); // slopes of what is twice as many channels
        }
        if (residual.isEmpty() && first.isIdentity()) {
            return Optional.of(new Epilogue(factor, offset, activation, ghosts, residual, then, shuffle));
        }
        if (residual.isPresent() && then.isIdentity()) {
            return Optional.of(new Epilogue(factor, offset, first, ghosts, residual, activation, shuffle));
        }
        return Optional.empty();
    }

    /// With a slope for each channel.
    ///
    /// @param slopes (C), of as many channels as there are behind the shuffle
    Optional<Epilogue> bent(Node slopes) {
        return activated(new Activation.Slopes(slopes, shuffle * shuffle));
    }

    Optional<Epilogue> plus(Node other) {
        return residual.isEmpty() && shuffle == 1
                ? Optional.of(new Epilogue(factor, offset, first, ghosts, Optional.of(other), then, shuffle))
                : Optional.empty();
    }

    /// The result and, behind its channels, the result shifted, added to another map.
    Optional<Epilogue> plus(Node other, Shift shift) {
        return residual.isEmpty() && shuffle == 1
                ? Optional.of(
                        new Epilogue(factor, offset, first, Optional.of(shift), Optional.of(other), then, shuffle))
                : Optional.empty();
    }

    Optional<Epilogue> shuffled(int by) {
        return shuffle == 1 && residual.isEmpty()
                ? Optional.of(new Epilogue(factor, offset, first, ghosts, residual, then, by))
                : Optional.empty();
    }
}
