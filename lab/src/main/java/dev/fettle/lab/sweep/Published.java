package dev.fettle.lab.sweep;

/// A number that somebody else published, shown beside ours and marked as such.
///
/// @param name of the network
/// @param source where it stands: paper and table
/// @param set name of the {@link TestSet} that it is on
/// @param protocol as the source states it
/// @param psnr dB; 0 if not published
/// @param ssim 0 if not published
/// @param parameters 0 if not published
/// @param macsPerOutputPixel multiply-adds; 0 if not published
public record Published(
        String name,
        String source,
        String set,
        String protocol,
        double psnr,
        double ssim,
        long parameters,
        double macsPerOutputPixel) {
    static final Published DEFAULTS = new Published("", "", "", "not stated", 0, 0, 0, 0);

    public Published {
        if (!(psnr >= 0) || !(ssim >= 0 && ssim <= 1) || parameters < 0 || !(macsPerOutputPixel >= 0)) {
            throw new IllegalArgumentException("published '" + name
                    + "': psnr, ssim (at most 1), parameters and macsPerOutputPixel must not be negative");
        }
    }

    /// @throws IllegalArgumentException if something is not said
    void requireComplete() {
        if (name.isBlank() || source.isBlank() || set.isBlank()) {
            throw new IllegalArgumentException("published: each row needs 'name', 'source' and 'set', got " + this);
        }
    }
}
