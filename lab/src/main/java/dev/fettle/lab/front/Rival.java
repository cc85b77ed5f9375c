package dev.fettle.lab.front;

/// A network that others published: timed here by its structure, with the score that they measured.
///
/// @param name for the chart and the table
/// @param network its structure: an architecture by its name, or an experiment, as `fettle bench` takes it
/// @param psnr dB, as published
/// @param source name of the {@link Source} that it stands in
/// @param parameters as the source counts them, in its words; empty where it does not
/// @param remark how what is timed differs from what was published, and what else a reader must know
public record Rival(String name, String network, double psnr, String source, String parameters, String remark) {
    static final Rival DEFAULTS = new Rival("", "", 0, "", "", "");

    private static final double MOST = 100; // dB; more is a misplaced point

    public Rival {
        if (!(psnr >= 0 && psnr <= MOST)) {
            throw new IllegalArgumentException("'%s': psnr must be 0 to 100 dB, got %s".formatted(name, psnr));
        }
    }

    /// @param panel that it is in, for the message
    /// @throws IllegalArgumentException naming what is not said: a number without its source counts for
    /// nothing
    void requireComplete(String panel) {
        if (name.isBlank() || network.isBlank() || source.isBlank() || psnr == 0) {
            throw new IllegalArgumentException(
                    "panel '%s': each published network needs 'name', 'network', 'psnr' and 'source', got '%s', '%s', %s and '%s'"
                            .formatted(panel, name, network, psnr, source));
        }
    }
}
