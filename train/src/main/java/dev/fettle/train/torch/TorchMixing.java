package dev.fettle.train.torch;

import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.TrainingOnly.GumbelSoftmax;
import dev.fettle.train.data.RandomState;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The part of the {@link TorchInterpreter} that selects among groups and convolves with mixed kernels.
final class TorchMixing {
    private TorchMixing() {}

    static Tensor windowMeans(Tensor x, WindowMean mean) {
        long[] seen = {mean.window() + 2L * mean.margin(), mean.window() + 2L * mean.margin()};
        long[] step = {mean.window(), mean.window()};
        long[] margin = {mean.margin(), mean.margin()};
        return torch.avg_pool2d(x, seen, step, margin, true, false, new LongOptional()); // means of what there is
    }

    static Tensor softmax(Tensor x, int groups, double temperature) {
        Tensor cooled = temperature == 1 ? x : x.mul(new Scalar(1 / temperature));
        return torch.softmax(sets(cooled, groups), 1).view(x.shape());
    }

    static Tensor oneHot(Tensor x, int groups) {
        Tensor sets = sets(x, groups);
        Tensor largest = torch.argmax(sets, new LongOptional(1), true);
        return torch.zeros_like(sets).scatter(1, largest, new Scalar(1.0)).view(x.shape());
    }

    /// One-hot to the last bit forward: what is added is a zero that carries the gradient.
    ///
    /// @param noise of a shape
    static Tensor gumbelSoftmax(Tensor x, GumbelSoftmax gumbel, Function<long[], Tensor> noise) {
        Tensor noisy = x.add(noise.apply(x.shape()));
        Tensor soft = softmax(noisy, gumbel.groups(), gumbel.temperature());
        return oneHot(noisy, gumbel.groups()).add(soft.sub(soft.detach()));
    }

    /// -log(-log(U)), U uniform in (0, 1). Drawn here and not by libtorch, so that it follows from one number.
    static Tensor gumbelNoise(long[] shape, RandomState random, Device device) {
        int size = 1;
        for (long dimension : shape) {
            size = Math.multiplyExact(size, Math.toIntExact(dimension));
        }
        float[] noise = new float[size];
        for (int i = 0; i < size; i++) {
            double uniform = Math.max(random.nextDouble(), Double.MIN_NORMAL);
            noise[i] = (float) -StrictMath.log(-StrictMath.log(uniform));
        }
        return device.tensor(noise, shape);
    }

    /// (N, k·d, h, w) as (N, k, d·h·w)
    private static Tensor sets(Tensor x, int groups) {
        return x.contiguous().view(x.size(0), groups, -1);
    }

    static Tensor convolved(MixedConvolve mixed, List<Tensor> in) {
        boolean isOneWindow = in.get(2).size(2) == 1 && in.get(2).size(3) == 1;
        return isOneWindow ? convolvedPictures(mixed, in) : convolvedWindows(mixed, in);
    }

    /// Picture by picture. Measured forward and backward on two cores, 16 pictures of 48×48, 64 channels, k = 4:
    /// 58 ms; in one convolution with 16 groups 65 ms; all four kernels and their results mixed 310 ms; a plain
    /// convolution takes 40 ms.

    private static Tensor convolvedPictures(MixedConvolve mixed, List<Tensor> in) {
        Tensor x = in.get(0);
        Tensor bank = in.get(1);
        long pictures = x.size(0);
        long filters = bank.size(0) / mixed.groups();
        Tensor coefficients = in.get(2)
                .contiguous()
                .view(pictures, mixed.groups(), mixed.cardinals())
                .permute(2, 0, 1); // (d, N, k)
        Tensor kernels = mix(mixed, bank.permute(0, 2, 3, 1), coefficients)
                .view(pictures * filters, bank.size(2), bank.size(3), bank.size(1))
                .permute(0, 3, 1, 2); // channels last in memory, as the bank
        Tensor[] parts = new Tensor[Math.toIntExact(pictures)];
        for (int n = 0; n < parts.length; n++) {
            TensorOptional bias = in.size() == 4
                    ? new TensorOptional(
                            mix(mixed, in.get(3), coefficients).narrow(0, n, 1).view(filters))
                    : new TensorOptional();
            Tensor kernel = kernels.narrow(0, n * filters, filters);
            parts[n] = TorchInterpreter.convolved(mixed.geometry(), x.narrow(0, n, 1), kernel, bias);
        }
        return torch.cat(new TensorVector(parts), 0);
    }

    /// Σ over i of coefficient[i, j] · bank[i, j] for each picture: (N, all numbers of one kernel).
    ///
    /// @param bank its first dimension is k·c
    /// @param coefficients (d, N, k)
    private static Tensor mix(MixedConvolve mixed, Tensor bank, Tensor coefficients) {
        Tensor parts = bank.reshape(mixed.groups(), mixed.cardinals(), -1).permute(1, 0, 2); // (d, k, …)
        return torch.bmm(coefficients, parts).permute(1, 0, 2).reshape(coefficients.size(1), -1);
    }

    /// By linearity: the results of all kernels of the bank, mixed.
    private static Tensor convolvedWindows(MixedConvolve mixed, List<Tensor> in) {
        Tensor x = in.get(0);
        long filters = in.get(1).size(0) / mixed.groups();
        Tensor sum = weighted(mixed, in, 0, filters, x);
        for (int i = 1; i < mixed.groups(); i++) {
            sum = sum.add(weighted(mixed, in, i, filters, x));
        }
        return sum;
    }

    private static Tensor weighted(MixedConvolve mixed, List<Tensor> in, int i, long filters, Tensor x) {
        Tensor kernel = in.get(1).narrow(0, i * filters, filters);
        TensorOptional bias =
                in.size() == 4 ? new TensorOptional(in.get(3).narrow(0, i * filters, filters)) : new TensorOptional();
        Tensor coefficients = in.get(2).narrow(1, (long) i * mixed.cardinals(), mixed.cardinals());
        return TorchInterpreter.convolved(mixed.geometry(), x, kernel, bias)
                .mul(enlarged(mixed, coefficients, filters, x));
    }

    /// (N, d, Gy, Gx) to every filter and pixel: (N, c, H, W).
    private static Tensor enlarged(MixedConvolve mixed, Tensor coefficients, long filters, Tensor x) {
        long pictures = coefficients.size(0);
        long cardinals = mixed.cardinals();
        long down = coefficients.size(2);
        long right = coefficients.size(3);
        long side = mixed.window();
        return coefficients
                .unsqueeze(2)
                .unsqueeze(4)
                .unsqueeze(6)
                .expand(new long[] {pictures, cardinals, filters / cardinals, down, side, right, side})
                .reshape(pictures, filters, down * side, right * side)
                .narrow(2, 0, x.size(2))
                .narrow(3, 0, x.size(3));
    }
}
