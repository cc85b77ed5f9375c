package dev.fettle.lab.sweep;

/// A number that somebody else published, shown beside ours and marked as such.
///
/// @param name of the network
/// @param source where it stands: paper and table
/// @param set name of the {@link TestSet} that it is on
/// @param protocol as the source states it
/// @param psnr dB; 0 if not published
/// @param ssim 0 if not published
/// @param top1 per cent of the pictures that are sorted right; 0 if not published
/// @param top5 per cent of those whose class is among the first five; 0 if not published
/// @param parameters 0 if not published
/// @param macsPerOutputPixel multiply-adds, where pictures are restored; 0 if not published
/// @param macs multiply-adds for a picture, where pictures are sorted; 0 if not published
public record Published(
        String name,
        String source,
        String set,
        String protocol,
        double psnr,
        double ssim,
        double top1,
        double top5,
        long parameters,
        double macsPerOutputPixel,
        double macs) {
    static final Published DEFAULTS = new Published("", "", "", "not stated", 0, 0, 0, 0, 0, 0, 0);

    private static final double ALL = 100;

    public Published {
        if (!(psnr >= 0) || !(ssim >= 0 && ssim <= 1) || parameters < 0 || !(macsPerOutputPixel >= 0)) {
            throw new IllegalArgumentException("published '" + name
                    + "': psnr, ssim (at most 1), parameters and macsPerOutputPixel must not be negative");
        }
        if (!(top1 >= 0 && top1 <= ALL) || !(top5 >= 0 && top5 <= ALL) || !(macs >= 0)) {
            throw new IllegalArgumentException("published '" + name
                    + "': top1 and top5 are per cent, 0 to 100, and macs must not be negative, got %s, %s and %s"
                            .formatted(top1, top5, macs));
        }
    }

    /// @throws IllegalArgumentException if something is not said
    void requireComplete() {
        if (name.isBlank() || source.isBlank() || set.isBlank()) {
            throw new IllegalArgumentException("published: each row needs 'name', 'source' and 'set', got " + this);
        }
    }

    /// @param sorts whether the sweep sorts pictures
    /// @throws IllegalArgumentException for numbers of the other kind of sweep
    void requireOf(boolean sorts) {
        boolean isOther = sorts ? psnr > 0 || ssim > 0 || macsPerOutputPixel > 0 : top1 > 0 || top5 > 0 || macs > 0;
        if (isOther) {
            throw new IllegalArgumentException("published '%s': networks that %s have %s"
                    .formatted(
                            name,
                            sorts ? "sort pictures" : "restore pictures",
                            sorts
                                    ? "top1, top5 and macs, and no psnr, ssim and macsPerOutputPixel"
                                    : "psnr, ssim and macsPerOutputPixel, and no top1, top5 and macs"));
        }
    }
}
