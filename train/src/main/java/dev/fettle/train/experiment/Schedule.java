package dev.fettle.train.experiment;

import dev.fettle.network.Course;
import dev.fettle.network.Course.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How the learning rate changes over the steps of a training.
///
/// @param type `constant`, `multi-step`, `cosine`, `linear` or `exponential`; but for `multi-step` a {@link Course}
/// from the highest rate to the end
/// @param warmup steps over which the rate rises linearly from near zero
/// @param end rate after the last step, for `linear`, `cosine` and `exponential`
/// @param milestones for `multi-step`: after each of these numbers of steps the rate is multiplied by the factor
/// @param factor for `multi-step`, and for `cosine` at each restart
/// @param cycles for `cosine`: how often the rate falls from the highest to the end, each time over as many steps.
/// Loshchilov & Hutter, ICLR 2017 (SGDR), with periods alike
public record Schedule(String type, long warmup, double end, List<Long> milestones, double factor, int cycles) {
    public static final Schedule DEFAULTS = new Schedule("cosine", 0, 1e-7, List.of(), 0.5, 1);

    private enum Type {
        CONSTANT,
        MULTI_STEP,
        COSINE,
        LINEAR,
        EXPONENTIAL;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Schedule {
        milestones = List.copyOf(milestones);
        Type parsed = parse(type);
        if (warmup < 0 || !(end >= 0) || !(factor > 0)) {
            throw new IllegalArgumentException(
                    "schedule: warmup and end must not be negative and factor must be positive");
        }
        if (cycles < 1 || (cycles > 1 && parsed != Type.COSINE)) {
            throw new IllegalArgumentException(
                    "schedule: cycles must be at least 1, and more than 1 for cosine alone, got " + cycles);
        }
        if (parsed == Type.EXPONENTIAL && end == 0) {
            throw new IllegalArgumentException("schedule: an exponential one needs an end above 0");
        }
    }

    private static Type parse(String label) {
        return Arrays.stream(Type.values())
                .filter(type -> type.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown schedule '" + label + "'; known: "
                        + Arrays.stream(Type.values()).map(Type::label).collect(Collectors.joining(", "))));
    }

    /// The learning rate for an update.
    ///
    /// @param step updates made before it
    /// @param steps updates of the whole training
    /// @param base the highest rate
    public double learningRate(long step, long steps, double base) {
        double rate = switch (parse(type)) {
            case CONSTANT -> base;
            case MULTI_STEP -> base * Math.pow(factor, (double) milestonesUpTo(step));
            case LINEAR -> along(Form.LINEAR, base, step, steps);
            case COSINE -> cosine(base, step, steps);
            case EXPONENTIAL -> along(Form.EXPONENTIAL, base, step, steps);
        };
        return rate * Math.min(1, (step + 1.0) / (warmup + 1));
    }

    private double cosine(double base, long step, long steps) {
        long cycle = Math.min(cycles - 1, step * cycles / steps);
        double done = Math.min(1, (double) step * cycles / steps - cycle);
        double highest = end + (base - end) * Math.pow(factor, (double) cycle);
        return new Course(Form.COSINE, highest, end, 1).at(done);
    }

    private long milestonesUpTo(long step) {
        return milestones.stream().filter(milestone -> step >= milestone).count();
    }

    private double along(Form form, double base, long step, long steps) {
        return new Course(form, base, end, 1).at(Math.min(1, (double) step / steps));
    }
}
