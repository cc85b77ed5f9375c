package dev.fettle.train.torch.objective;

import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.Phase;
import dev.fettle.train.torch.TorchModel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// What terms see of one step. White is 1 in all of it. Lives in the caller's scope.
public final class Seen {
    private final Batch batch;
    private final Subject subject;
    private final TorchModel model;
    private final Phase phase;
    private final Tensor input;
    private final SequencedMap<String, Tensor> results;
    private final Map<Integer, Tensor> targets = new HashMap<>();

    /// Runs the network.
    ///
    /// @param subject at the scale of the batch
    public Seen(Batch batch, Subject subject, TorchModel model, Phase phase) {
        this.batch = batch;
        this.subject = subject;
        this.model = model;
        this.phase = phase;
        this.input = input(batch, model);
        this.results = model.forward(input, phase, subject.results());
    }

    /// What a batch gives the network: (N, C, H, W), channels last in memory.
    public static Tensor input(Batch batch, TorchModel model) {
        return tensor(model, batch.input(), batch.count(), batch.side());
    }

    private static Tensor tensor(TorchModel model, float[] samples, int count, int side) {
        return model.device()
                .tensor(samples, count, side, side, model.graph().inputChannels())
                .permute(0, 3, 1, 2);
    }

    /// Which of several scales the step is for.
    int scale() {
        return subject.architecture().scale();
    }

    public TorchModel model() {
        return model;
    }

    /// Of the step, for a term that runs the network once more.
    Phase phase() {
        return phase;
    }

    public Tensor input() {
        return input;
    }

    public Tensor result(String name) {
        return Objects.requireNonNull(results.get(name), name);
    }

    /// Of something that there is for each patch what is of those that have originals.
    Tensor paired(Tensor ofAll) {
        return ofAll.size(0) == batch.paired() ? ofAll : ofAll.narrow(0, 0, batch.paired());
    }

    /// A value from a mean over the patches that have originals. In the sum they count as the part of the batch that
    /// they are; logs show the mean itself.
    Loss.Value ofPaired(Tensor mean) {
        double part = (double) batch.paired() / batch.count();
        return new Loss.Value(part == 1 ? mean : mean.mul(new Scalar(part)), mean);
    }

    /// The number of each patch's class.
    ///
    /// @throws IllegalArgumentException if the batch has none
    int[] labels() {
        if (batch.labels().length == 0) {
            throw new IllegalArgumentException("batch: the patches have no labels");
        }
        return batch.labels();
    }

    /// The originals at a scale; at scale 1 the input itself, of patches without originals, too.
    public Tensor target(int scale) {
        return targets.computeIfAbsent(
                scale, wanted -> tensor(model, batch.target(wanted), batch.count(wanted), batch.side(wanted)));
    }
}
