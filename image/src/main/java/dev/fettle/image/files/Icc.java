package dev.fettle.image.files;

import dev.fettle.image.Image.Colour;
import java.nio.charset.StandardCharsets;

/// What the header of an ICC profile says (ICC.1, 7.2): its colour space stands at byte 16.
final class Icc {
    private static final int HEADER = 128;

    private Icc() {}

    /// Whether the bytes are a profile: its signature stands at byte 36.
    static boolean isProfile(byte[] bytes) {
        return bytes.length >= HEADER && new String(bytes, 36, 4, StandardCharsets.ISO_8859_1).equals("acsp");
    }

    static boolean isGray(byte[] profile) {
        return isFor(profile, Colour.GRAY);
    }

    /// Whether the profile speaks about pictures of this colour.
    static boolean isFor(byte[] profile, Colour colour) {
        return space(profile)
                .equals(
                        switch (colour) {
                            case GRAY -> "GRAY";
                            case RGB -> "RGB ";
                        });
    }

    static boolean isCmyk(byte[] profile) {
        return space(profile).equals("CMYK");
    }

    private static String space(byte[] profile) {
        return profile.length < HEADER ? "" : new String(profile, 16, 4, StandardCharsets.ISO_8859_1);
    }
}
