package dev.fettle.image;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a file said about its picture besides the samples; carried through processing into the restored file.
public final class Source {
    /// Nothing known: 8 bits, no profile, no metadata.
    public static final Source NONE = new Source(8, null, null, null);

    private final int bitDepth;
    private final byte @Nullable [] iccProfile;
    private final byte @Nullable [] exif;
    private final byte @Nullable [] xmp;

    private Source(int bitDepth, byte @Nullable [] iccProfile, byte @Nullable [] exif, byte @Nullable [] xmp) {
        this.bitDepth = bitDepth;
        this.iccProfile = iccProfile;
        this.exif = exif;
        this.xmp = xmp;
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

    /// The XMP packet (UTF-8), its orientation already set to 1.
    public Optional<byte[]> xmp() {
        return Optional.ofNullable(xmp);
    }

    /// @throws IllegalArgumentException if it is neither 8 nor 16
    public Source withBitDepth(int bits) {
        if (bits != 8 && bits != 16) {
            throw new IllegalArgumentException("source: bit depth must be 8 or 16, got " + bits);
        }
        return new Source(bits, iccProfile, exif, xmp);
    }

    public Source withIccProfile(byte[] profile) {
        return new Source(bitDepth, profile, exif, xmp);
    }

    public Source withoutIccProfile() {
        return new Source(bitDepth, null, exif, xmp);
    }

    public Source withExif(byte[] block) {
        return new Source(bitDepth, iccProfile, block, xmp);
    }

    public Source withoutExif() {
        return new Source(bitDepth, iccProfile, null, xmp);
    }

    public Source withXmp(byte[] packet) {
        return new Source(bitDepth, iccProfile, exif, packet);
    }
}
