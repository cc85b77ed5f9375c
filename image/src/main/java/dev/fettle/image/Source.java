package dev.fettle.image;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a file said about its picture besides the samples; carried through processing into the restored file.
public final class Source {
    /// Nothing known: 8 bits, no profile, no metadata.
    public static final Source NONE = new Source(8, null, null);

    private final int bitDepth;
    private final byte @Nullable [] iccProfile;
    private final byte @Nullable [] exif;

    private Source(int bitDepth, byte @Nullable [] iccProfile, byte @Nullable [] exif) {
        this.bitDepth = bitDepth;
        this.iccProfile = iccProfile;
        this.exif = exif;
    }

    /// Bits per sample: 8 or 16.
    public int bitDepth() {
        return bitDepth;
    }

    /// The embedded ICC profile.
    public Optional<byte[]> iccProfile() {
        return Optional.ofNullable(iccProfile);
    }

    /// The EXIF block as a TIFF stream (without the `Exif\0\0` prefix), its orientation already set to 1.
    public Optional<byte[]> exif() {
        return Optional.ofNullable(exif);
    }

    public Source withBitDepth(int bits) {
        return new Source(bits, iccProfile, exif);
    }

    public Source withIccProfile(byte @Nullable [] profile) {
        return new Source(bitDepth, profile, exif);
    }

    public Source withExif(byte @Nullable [] block) {
        return new Source(bitDepth, iccProfile, block);
    }
}
