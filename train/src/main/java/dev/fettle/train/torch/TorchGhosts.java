package dev.fettle.train.torch;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.ShiftChoice;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The part of the {@link TorchInterpreter} that shifts by learnt offsets: a depthwise convolution with kernels of one
/// 1, so that the proxies have a gradient through their places in them.
final class TorchGhosts {
    private TorchGhosts() {}

    /// @param in x and proxies
    static Tensor appended(LearntGhosts ghosts, List<Tensor> in, Phase phase) {
        Tensor x = in.get(0);
        ShiftChoice choice = ghosts.choice();
        long side = choice.side();
        Tensor kernels = phase.kernels(choice, in.get(1)).expand(ghosts.ghosts(), 1, side, side);
        Convolve depthwise = new Convolve(1, choice.reach(), 1, ghosts.ghosts());
        Tensor copies =
                TorchInterpreter.convolved(depthwise, sources(x, ghosts.ghosts()), kernels, new TensorOptional());
        return torch.cat(new TensorVector(x, copies), 1);
    }

    private static Tensor sources(Tensor x, int ghosts) {
        long channels = x.size(1);
        Tensor repeated = ghosts > channels ? x.repeat(1, Math.ceilDiv(ghosts, channels), 1, 1) : x;
        return repeated.narrow(1, 0, ghosts);
    }

    /// @param order (C), whole numbers
    static Tensor reordered(Tensor x, Tensor order) {
        return x.index_select(1, order.detach().round().to(torch.ScalarType.Long));
    }

    /// Kernels of a single 1, where the choice falls.
    ///
    /// @param proxies (choices, 1, K, K), with noise if there is any
    static Tensor oneHot(ShiftChoice choice, Tensor proxies) {
        Tensor places = places(choice, weights(choice, proxies));
        Tensor largest = torch.argmax(places, new LongOptional(1), true);
        return torch.zeros_like(places).scatter(1, largest, new Scalar(1.0)).view(proxies.shape());
    }

    /// What the largest is looked for among.
    private static Tensor weights(ShiftChoice choice, Tensor proxies) {
        return switch (choice.rule()) {
            case MAGNITUDE -> proxies.abs();
            case SOFTMAX -> proxies;
        };
    }

    /// (choices, K·K), with nothing to be had where no choice may fall.
    private static Tensor places(ShiftChoice choice, Tensor weights) {
        Tensor flat = weights.contiguous().view(weights.size(0), choice.candidates());
        if (choice.centre()) {
            return flat;
        }
        Tensor barred = torch.zeros_like(flat).detach();
        barred.narrow(1, choice.candidates() / 2, 1).fill_(new Scalar(Double.NEGATIVE_INFINITY));
        return flat.add(barred);
    }

    /// The same to the last bit forward: what is added is a zero that carries the gradient.
    ///
    /// @param noise of the shape of the proxies
    static Tensor trained(ShiftChoice choice, Tensor proxies, Tensor noise) {
        Tensor noisy = proxies.add(noise);
        Tensor soft = switch (choice.rule()) {
            case MAGNITUDE -> noisy;
            case SOFTMAX -> torch.softmax(places(choice, noisy), 1).view(proxies.shape());
        };
        return oneHot(choice, noisy.detach()).add(soft.sub(soft.detach()));
    }
}
