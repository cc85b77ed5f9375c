package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.util.ArrayList;
import java.util.List;

/// What of a picture and its metadata a kind of file cannot hold.
final class Losses {
    private final Image image;
    private final Source source;
    private final String kind;
    private final List<Remark> found = new ArrayList<>();

    private Losses(Image image, String kind) {
        this.image = image;
        this.source = Metadata.of(image);
        this.kind = kind;
    }

    static List<Remark> of(Image image, Format format) {
        Format written = format.written();
        return new Losses(image, written.name()).in(written);
    }

    private List<Remark> in(Format written) {
        colours(written == Format.PNG);
        switch (written) {
            case PNG -> texts(source.texts().stream().allMatch(text -> PngText.isKeyword(text.keyword())));
            case TIFF -> texts(source.texts().isEmpty());
            case JPEG -> {
                depth();
                transparency();
                found.addAll(JpegWriter.losses(source));
            }
            case BMP -> {
                depth();
                missing(source.exif().isPresent(), "EXIF");
                missing(source.xmp().isPresent(), "XMP");
                missing(source.iptc().isPresent(), "IPTC");
                texts(source.texts().isEmpty());
            }
            case GIF, WEBP -> throw new IllegalStateException(written + " is not written");
        }
        return List.copyOf(found);
    }

    private void depth() {
        missing(source.bitDepth() > 8, "samples of %d bits: they are rounded to 8".formatted(source.bitDepth()));
    }

    private void transparency() {
        boolean seen = image.alpha().map(Losses::isSeen).orElse(false);
        missing(seen, "transparency: the picture is laid on white");
    }

    private static boolean isSeen(float[] alpha) {
        for (float value : alpha) {
            if (value < 1) {
                return true;
            }
        }
        return false;
    }

    private void colours(boolean holdsChunks) {
        boolean profiled = source.iccProfile().isPresent();
        if (image.source().iccProfile().isPresent() && !profiled) {
            found.add(Remark.dropped("its colour profile is not about %s pictures and is left out"
                    .formatted(image.channels() == 1 ? "gray" : "colour")));
        }
        boolean said = holdsChunks || profiled || !PngColours.matter(source.colourChunks());
        missing(!said, "what a PNG says about its colours (%s)".formatted(PngColours.names(source.colourChunks())));
    }

    private void texts(boolean fit) {
        missing(!fit, "all of its texts");
    }

    private void missing(boolean isLost, String what) {
        if (isLost) {
            found.add(Remark.dropped("a %s cannot hold %s".formatted(kind, what)));
        }
    }
}
