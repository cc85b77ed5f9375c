package dev.fettle.image.metric;

/// What is measured.
public enum Metric {
    /// {@link Psnr}, dB
    PSNR("psnr"),
    /// {@link Ssim}
    SSIM("ssim"),
    /// {@link PsnrB}, dB
    PSNR_B("psnr-b");

    private final String label;

    Metric(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
