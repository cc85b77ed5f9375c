package dev.fettle.image.degrade;

import dev.fettle.image.files.Subsampling;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a network undoes. All that a task decides for training, measuring and importing is said here, once: how its
/// test pictures are spoilt, what of them is compared, and what a network of one channel works on. A new task is a
/// {@link Degradation} and an entry here; the switches over tasks then list what else it has to answer.
public enum Task {
    /// Super-resolution: a larger picture. The strength is the scale.
    SR(Protocol.Y, "y") {
        @Override
        public Degradation degradation(double scale) {
            return new BicubicDown(whole("scale", scale), Flavour.MIRROR_8BIT);
        }
    },
    /// Removal of noise. The strength is σ on the 0..255 scale.
    DENOISE(Protocol.RGB, "gray") {
        @Override
        public Degradation degradation(double sigma255) {
            return new GaussianNoise(sigma255);
        }
    },
    /// Removal of JPEG artifacts. The strength is libjpeg's quality, at 4:2:0.
    DEBLOCK(Protocol.Y, "y") {
        @Override
        public Degradation degradation(double quality) {
            return new JpegCompression(whole("quality", quality), Subsampling.HALF);
        }
    };

    private final Protocol protocol;
    private final String oneChannel;

    Task(Protocol protocol, String oneChannel) {
        this.protocol = protocol;
        this.oneChannel = oneChannel;
    }

    /// How the published test sets were made.
    ///
    /// @param strength in the unit of the task
    /// @throws IllegalArgumentException if it is out of range
    public abstract Degradation degradation(double strength);

    /// What papers compare: all channels after noise, luma after all else.
    public Protocol protocol() {
        return protocol;
    }

    /// The colour that a network of one channel works on, as model files name it: `y`, luma, chroma being handled
    /// outside; or `gray`, each channel of a colour picture on its own.
    public String oneChannel() {
        return oneChannel;
    }

    /// The name in model files, in YAML and on the command line: `sr`, `denoise`, `deblock`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The task with the given {@link #label}.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what is allowed
    public static Task parse(String label) {
        return known(label)
                .orElseThrow(() -> new IllegalArgumentException("unknown task '" + label + "'; known: "
                        + Arrays.stream(values()).map(Task::label).collect(Collectors.joining(", "))));
    }

    /// The task with the given {@link #label}; empty if there is none.
    public static Optional<Task> known(String label) {
        return Arrays.stream(values())
                .filter(task -> task.label().equals(label))
                .findFirst();
    }

    private static int whole(String what, double number) {
        if (number != (int) number) {
            throw new IllegalArgumentException(what + " must be a whole number, got " + number);
        }
        return (int) number;
    }
}
