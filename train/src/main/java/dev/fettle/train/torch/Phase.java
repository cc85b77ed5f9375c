package dev.fettle.train.torch;

import dev.fettle.network.Node;
import dev.fettle.network.ShiftChoice;
import dev.fettle.network.TrainingOnly.AnnealedSoftmax;
import dev.fettle.network.TrainingOnly.BatchNorm;
import dev.fettle.network.TrainingOnly.GumbelSoftmax;
import dev.fettle.train.data.RandomState;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// What the operations do that behave differently while a network trains and when it is used.
public sealed interface Phase {
    /// In use: running statistics, no noise, the last temperature.
    Phase USE = new Use();

    /// Whether it trains: a step of an optimizer follows.
    boolean isTraining();

    /// @param in x, gain, shift, running mean, running variance
    Tensor normalised(Node node, BatchNorm norm, List<Tensor> in);

    Tensor chosen(GumbelSoftmax gumbel, Tensor x);

    double temperature(AnnealedSoftmax annealed);

    /// Gates, with a gradient where they learn.
    Tensor gates(Tensor gates);

    /// Kernels of a single 1 in the place of their proxies.
    Tensor kernels(ShiftChoice choice, Tensor proxies);

    final class Use implements Phase {
        private Use() {}

        @Override
        public boolean isTraining() {
            return false;
        }

        @Override
        public Tensor normalised(Node node, BatchNorm norm, List<Tensor> in) {
            return torch.batch_norm(
                    in.get(0),
                    new TensorOptional(in.get(1)),
                    new TensorOptional(in.get(2)),
                    new TensorOptional(in.get(3)),
                    new TensorOptional(in.get(4)),
                    false,
                    norm.momentum(),
                    norm.epsilon(),
                    false);
        }

        @Override
        public Tensor chosen(GumbelSoftmax gumbel, Tensor x) {
            return TorchMixing.oneHot(x, gumbel.groups());
        }

        @Override
        public double temperature(AnnealedSoftmax annealed) {
            return annealed.last().temperature();
        }

        @Override
        public Tensor gates(Tensor gates) {
            return gates.detach();
        }

        @Override
        public Tensor kernels(ShiftChoice choice, Tensor proxies) {
            return TorchGhosts.oneHot(choice, proxies.detach());
        }
    }

    /// One step of a training, forward once: noise is drawn in the order of the nodes.
    final class Training implements Phase {
        private final Moment moment;
        private final Device device;
        private final BatchStatistics statistics;
        private final RandomState random;

        public Training(Moment moment, Device device) {
            this.moment = moment;
            this.device = device;
            this.statistics = new BatchStatistics(device);
            this.random = new RandomState(moment.noise());
        }

        @Override
        public boolean isTraining() {
            return true;
        }

        @Override
        public Tensor normalised(Node node, BatchNorm norm, List<Tensor> in) {
            return statistics.normalised(node, norm, in);
        }

        @Override
        public Tensor chosen(GumbelSoftmax gumbel, Tensor x) {
            return TorchMixing.gumbelSoftmax(x, gumbel, size -> TorchMixing.gumbelNoise(size, random, device));
        }

        @Override
        public double temperature(AnnealedSoftmax annealed) {
            return annealed.temperature().at(moment.progress());
        }

        @Override
        public Tensor gates(Tensor gates) {
            return gates;
        }

        @Override
        public Tensor kernels(ShiftChoice choice, Tensor proxies) {
            Tensor noise = TorchMixing.gumbelNoise(proxies.shape(), random, device)
                    .mul(new Scalar(choice.noise().at(moment.progress())));
            return TorchGhosts.trained(choice, proxies, noise);
        }

        /// Moves the running statistics towards those of the batch, once it has gone through and the step is
        /// made.
        public void moveStatistics() {
            statistics.update();
        }
    }
}
