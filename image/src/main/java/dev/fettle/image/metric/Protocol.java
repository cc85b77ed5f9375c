package dev.fettle.image.metric;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Plane;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which planes of a picture are compared. Pictures are rounded to 8 bits first, alpha is left out, and a gray
/// picture is always measured on its own 0..255, so the choices differ on colour alone. Published numbers
/// disagree by up to 0.1 dB between `y` and `y-rounded`, by 2 dB between either and `rgb`.
public enum Protocol {
    /// {@link Luma} in floating point: EDSR, RCAN and most since.
    Y("y", "y bt601") {
        @Override
        List<Plane> planes(Image image) {
            return List.of(Luma.of(image));
        }
    },
    /// {@link Luma} rounded to 8 bits: MATLAB's `rgb2ycbcr` on uint8, the older papers.
    Y_ROUNDED("y-rounded", "y-rounded bt601") {
        @Override
        List<Plane> planes(Image image) {
            return List.of(Luma.rounded(image));
        }
    },
    /// Red, green and blue, the mean of the three planes (for PSNR, of their squared errors).
    RGB("rgb", "rgb") {
        @Override
        List<Plane> planes(Image image) {
            return IntStream.range(0, image.channels())
                    .mapToObj(channel -> Luma.plane(image, channel))
                    .toList();
        }
    },
    /// The one plane of gray pictures, refusing colour: what all choices but y-double come to on test sets that are
    /// gray throughout, such as Set12, BSD68 and Classic5.
    GRAY("gray", "gray") {
        @Override
        List<Plane> planes(Image image) {
            if (image.colour() != Colour.GRAY) {
                throw new IllegalArgumentException("protocol 'gray' measures gray pictures, this one has colour");
            }
            return List.of(Luma.of(image));
        }
    },
    /// {@link Luma} rounded to 8 bits, degraded and restored as a gray picture in floating point, rounded once:
    /// the route of the bicubic row that nearly all papers print, and of JPEG on colour test sets such as LIVE1,
    /// whose luma is coded as a gray picture. Chroma plays no part, so what is measured is a restored {@link
    /// Luma#picture}.
    Y_DOUBLE("y-double", "y-double bt601") {
        @Override
        List<Plane> planes(Image image) {
            return List.of(Luma.rounded(image));
        }
    };

    private final String label;
    private final String stamp;

    Protocol(String label, String stamp) {
        this.label = label;
        this.stamp = stamp;
    }

    /// The planes to compare, 0..255.
    abstract List<Plane> planes(Image image);

    /// The name on the command line.
    public String label() {
        return label;
    }

    /// How a {@link Stamp} names the planes.
    String stamp() {
        return stamp;
    }

    /// The protocol with the given {@link #label}.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what is allowed
    public static Protocol parse(String label) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.label.equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("unknown protocol '%s'; known: %s".formatted(label, labels())));
    }

    private static String labels() {
        return Arrays.stream(values()).map(Protocol::label).collect(Collectors.joining(", "));
    }
}
