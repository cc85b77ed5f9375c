package dev.fettle.train.torch.objective;

import dev.fettle.network.Course;
import java.util.Set;

/// How far a result is from the originals, samples from 0 to 1.
///
/// @param result of the network; empty for the first
/// @param scale of the originals, as the result must have it; 0 for whatever it has
public record Distance(String name, Course weight, Norm norm, String result, int scale) implements Term {
    public static final Distance DEFAULTS = new Distance("distance", Course.constant(1), Norm.L1, "", 0);

    /// The whole objective of most trainings.
    public static Distance of(Norm norm) {
        return new Distance(DEFAULTS.name, DEFAULTS.weight, norm, "", 0);
    }

    @Override
    public Set<Integer> targets(Subject subject) {
        return Set.of(at(subject));
    }

    private int at(Subject subject) {
        return subject.scale(name, subject.result(name, result), scale);
    }

    @Override
    public Loss open(Subject subject, Surroundings surroundings) {
        String of = subject.result(name, result);
        int at = at(subject);
        return seen -> seen.ofPaired(norm.distance(seen.paired(seen.result(of)), seen.paired(seen.target(at))));
    }
}
