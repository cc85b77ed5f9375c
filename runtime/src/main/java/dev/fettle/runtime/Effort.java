package dev.fettle.runtime;

/// How much time a bundled model may take to make a picture better.
public enum Effort {
    /// Small networks, up to 1 million parameters. Models with plain names are of this kind: `sr-x2`.
    FAST("fast"),
    /// Larger ones, up to 3 million parameters, that take up to 4 times as long. Their names tell:
    /// `sr-x2-fine`.
    FINE("fine");

    private final String label;

    Effort(String label) {
        this.label = label;
    }

    /// As `--effort` has it.
    @Override
    public String toString() {
        return label;
    }

    /// What the name of a bundled model tells.
    public static Effort of(String model) {
        return model.endsWith("-" + FINE) ? FINE : FAST;
    }
}
