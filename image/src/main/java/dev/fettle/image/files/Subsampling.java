package dev.fettle.image.files;

/// How finely a JPEG stores its two chroma planes.
public enum Subsampling {
    /// 4:4:4, chroma at full size
    FULL(1),
    /// 4:2:0, chroma at half width and half height: libjpeg's own default, and what most cameras write
    HALF(2);

    private final int factor;

    Subsampling(int factor) {
        this.factor = factor;
    }

    /// Luma samples per chroma sample in either direction.
    int factor() {
        return factor;
    }
}
