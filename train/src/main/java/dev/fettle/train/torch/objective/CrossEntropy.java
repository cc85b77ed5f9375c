package dev.fettle.train.torch.objective;

import dev.fettle.network.Course;
import dev.fettle.network.Ending;
import java.util.Arrays;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// How unlikely a network thinks the right classes: the mean over the batch of -Σ q · log p, p being the
/// softmax of its scores, and q 1 for the right class. With smoothing s, q is 1 - s + s / K for the right
/// one of K classes and s / K for each other. Szegedy et al., CVPR 2016, sec. 7. Logs show the same value.
///
/// @param smoothing s, 0 to 1; 0.1 in that paper
public record CrossEntropy(String name, Course weight, double smoothing) implements Term {
    public static final CrossEntropy DEFAULTS = new CrossEntropy("cross-entropy", Course.constant(1), 0);

    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new IllegalArgumentException("loss.%s: smoothing must be 0 to 1, got %s".formatted(name, smoothing));
        }
    }

    @Override
    public Set<Integer> targets(Subject subject) {
        requireClasses(subject);
        return Set.of();
    }

    /// @return how many there are
    private int requireClasses(Subject subject) {
        return switch (Ending.of(
                subject.graph(), subject.graph().output(subject.results().getFirst()))) {
            case Ending.Vector(int length) -> length;
            case Ending.Picture _ ->
                throw new IllegalArgumentException(
                        "loss." + name + ": is for networks that end in classes, this one ends in a picture");
        };
    }

    @Override
    public Loss open(Subject subject, Surroundings surroundings) {
        String scores = subject.result(name, "");
        int classes = requireClasses(subject);
        return seen -> Loss.Value.of(of(seen.result(scores), seen, classes));
    }

    private Tensor of(Tensor scores, Seen seen, int classes) {
        int[] labels = seen.labels();
        float[] wanted = new float[labels.length * classes];
        Arrays.fill(wanted, (float) (smoothing / classes));
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "batch: label %d is none of the network's %d classes".formatted(labels[i], classes));
            }
            wanted[i * classes + labels[i]] += (float) (1 - smoothing);
        }
        Tensor likelihoods = torch.log_softmax(scores.reshape(labels.length, classes), 1); // (N, K)
        Tensor right = seen.model().device().tensor(wanted, labels.length, classes);
        return right.mul(likelihoods).sum().mul(new Scalar(-1.0 / labels.length));
    }
}
