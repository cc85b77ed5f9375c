package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.files.TiffStream.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the samples of a TIFF's pixels are and mean.
///
/// @param photometry how the first samples make a colour
/// @param bits of every sample of a pixel
/// @param isFloat whether the samples are floating-point numbers
/// @param alphaAt which sample is alpha, -1 for none
/// @param isPremultiplied whether the colours are multiplied by alpha
record TiffSamples(Photometry photometry, List<Integer> bits, boolean isFloat, int alphaAt, boolean isPremultiplied) {
    private static final int MOST = 65535;
    private static final int SIGNED = 2;
    private static final int FLOAT = 3;
    private static final List<Integer> FLOAT_BITS = List.of(16, 24, 32, 64);
    private static final int VOID = 4; // undefined: as unsigned as any
    private static final int PREMULTIPLIED = 1;
    private static final int STRAIGHT = 2;
    private static final int CORELS_STRAIGHT = 999;

    TiffSamples {
        bits = List.copyOf(bits);
    }

    /// @throws ImageFormatException if there are samples of a kind that is not read
    static TiffSamples of(TiffPage page, TiffCompression compression) throws ImageFormatException {
        int count = count(page);
        Photometry photometry = photometry(page, compression, count);
        List<Integer> extras = extras(page, photometry, count - photometry.colours());
        int alpha = IntStream.range(0, extras.size())
                .filter(i -> extras.get(i) == PREMULTIPLIED || extras.get(i) == STRAIGHT)
                .findFirst()
                .orElse(-1);
        var samples = new TiffSamples(
                photometry,
                bits(page, compression, count),
                format(page, photometry.colours()) == FLOAT,
                alpha < 0 ? -1 : photometry.colours() + alpha,
                alpha >= 0 && extras.get(alpha) == PREMULTIPLIED);
        samples.requireKnown(page, compression);
        samples.remarkOn(page);
        return samples;
    }

    /// Samples per pixel; where the field is missing, as many as there are depths, or as the colours need.
    private static int count(TiffPage page) throws ImageFormatException {
        int colours = Photometry.of(page.small(TiffTags.PHOTOMETRIC, 1))
                .map(Photometry::colours)
                .orElse(1);
        long depths = page.find(TiffTags.BITS).map(Entry::count).orElse(1L);
        int count = page.small(TiffTags.SAMPLES, Math.clamp(depths, colours, MOST));
        if (count < 1 || count > MOST) {
            throw page.content().damaged("it has %d samples per pixel".formatted(count));
        }
        if (!page.has(TiffTags.SAMPLES) && count > 1) {
            page.repaired("the number of samples per pixel is missing; its other fields tell " + count);
        }
        return count;
    }

    /// Where the field is missing, what libtiff takes: faxes are black on white, one sample is gray, three are RGB.
    private static Photometry photometry(TiffPage page, TiffCompression compression, int count)
            throws ImageFormatException {
        int number = page.small(TiffTags.PHOTOMETRIC, -1);
        Photometry photometry = page.has(TiffTags.PHOTOMETRIC)
                ? Photometry.of(number)
                        .orElseThrow(() -> page.content().unsupported(Photometry.name(number) + " is not read"))
                : guess(page, compression, count);
        if (count < photometry.colours()) {
            throw page.content().damaged("a pixel of %d samples cannot be %s".formatted(count, photometry.described()));
        }
        boolean lost = photometry == Photometry.PALETTE && !page.has(TiffTags.COLOUR_MAP);
        return lost ? withoutPalette(page, count) : photometry;
    }

    private static Photometry guess(TiffPage page, TiffCompression compression, int count) throws ImageFormatException {
        long colours =
                count - page.find(TiffTags.EXTRA_SAMPLES).map(Entry::count).orElse(0L);
        if (colours != 1 && colours != 3) {
            throw page.content().damaged("nothing says what its %d samples per pixel mean".formatted(count));
        }
        Photometry gray = compression.isFax() ? Photometry.WHITE_IS_ZERO : Photometry.BLACK_IS_ZERO;
        Photometry colour = compression == TiffCompression.OLD_JPEG ? Photometry.YCBCR : Photometry.RGB;
        Photometry guess = colours == 1 ? gray : colour;
        page.repaired("what its samples mean is missing; they are taken for " + guess.described());
        return guess;
    }

    /// As libtiff does it, for whole bytes.
    private static Photometry withoutPalette(TiffPage page, int count) throws ImageFormatException {
        page.require(page.small(TiffTags.BITS, 1) < 8 ? TiffTags.COLOUR_MAP : TiffTags.BITS);
        Photometry guess = count == 3 ? Photometry.RGB : Photometry.BLACK_IS_ZERO;
        page.repaired("its palette is missing; its samples are taken for " + guess.described());
        return guess;
    }

    /// What the samples behind the colours are; where the field is missing, a single one is alpha, as most programs
    /// take it.
    private static List<Integer> extras(TiffPage page, Photometry photometry, int count) throws ImageFormatException {
        Optional<Entry> field = page.find(TiffTags.EXTRA_SAMPLES);
        List<Integer> extras = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean stated = field.isPresent() && i < field.get().count();
            long extra = stated ? page.stream().number(field.get(), i) : 0;
            extras.add(extra == CORELS_STRAIGHT ? STRAIGHT : Math.clamp(extra, 0, STRAIGHT + 1));
        }
        boolean alone = count == 1 && field.isEmpty() && photometry != Photometry.CMYK;
        return alone ? List.of(STRAIGHT) : extras;
    }

    private static List<Integer> bits(TiffPage page, TiffCompression compression, int count)
            throws ImageFormatException {
        Optional<Entry> field = page.find(TiffTags.BITS);
        List<Integer> bits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean stated = field.isPresent() && i < field.get().count();
            long depth = stated ? page.stream().number(field.get(), i) : i > 0 ? bits.getFirst() : 1;
            if (depth < 1 || depth > 64) {
                throw page.content().damaged("its samples have %d bits".formatted(depth));
            }
            bits.add((int) depth);
        }
        if (compression.isJpeg() && field.isEmpty()) {
            page.repaired("the depth of its samples is missing; its JPEG data says 8 bits");
            bits.replaceAll(depth -> 8);
        }
        return completed(page, bits);
    }

    /// The depths, of which a file with several samples may state a single one for all.
    private static List<Integer> completed(TiffPage page, List<Integer> bits) throws ImageFormatException {
        long stated = page.find(TiffTags.BITS).map(Entry::count).orElse((long) bits.size());
        if (stated < bits.size()) {
            if (bits.stream().distinct().count() > 1) {
                throw page.content()
                        .damaged("it has the depths of %d of its %d samples".formatted(stated, bits.size()));
            }
            page.repaired("it states the depth of %d of its %d samples; the others are taken to have the same"
                    .formatted(stated, bits.size()));
        }
        return bits;
    }

    /// The sample format (tag 339) of the colours.
    private static int format(TiffPage page, int colours) throws ImageFormatException {
        Optional<Entry> field = page.find(TiffTags.SAMPLE_FORMAT);
        long format = page.small(TiffTags.SAMPLE_FORMAT, 1);
        for (int i = 1; i < colours && field.isPresent() && i < field.get().count(); i++) {
            if (page.stream().number(field.get(), i) != format) {
                throw page.content().unsupported("a pixel of integers and floats is not read");
            }
        }
        if (format == SIGNED) {
            throw page.content()
                    .unsupported("signed integers are not read", "convert it to unsigned samples of 8 or 16 bits");
        }
        if (format < 1 || format > VOID) {
            throw page.content().unsupported("samples of format %d are not read".formatted(format));
        }
        return (int) format;
    }

    private void requireKnown(TiffPage page, TiffCompression compression) throws ImageFormatException {
        boolean indexed = photometry == Photometry.PALETTE;
        for (int sample : used()) {
            int depth = bits.get(sample);
            boolean known = isFloat ? FLOAT_BITS.contains(depth) && !indexed : depth <= (indexed ? 16 : 32);
            boolean eight = depth == 8 && !isFloat;
            boolean chroma = photometry == Photometry.YCBCR;
            if (!known || (chroma && !eight)) {
                throw page.content().unsupported(described(depth) + " is not read");
            }
            boolean one = depth == 1 && bits.size() == 1 && !isFloat;
            if ((compression.isJpeg() && !eight) || (compression.isFax() && !one)) {
                throw page.content()
                        .unsupported("%s packed as %s is not read".formatted(described(depth), compression));
            }
        }
        if (photometry == Photometry.CMYK && page.small(TiffTags.INK_SET, 1) != 1) {
            throw page.content().unsupported("inks other than cyan, magenta, yellow and black are not read");
        }
        boolean isPlanar = page.small(TiffTags.PLANAR, 1) == 2;
        if (!isPlanar && !isUniform() && bits.stream().anyMatch(depth -> depth > 8)) {
            throw page.content().unsupported("samples of the different depths %s are not read".formatted(bits));
        }
    }

    private String described(int depth) {
        return "%s of %d %s bits".formatted(photometry.described(), depth, isFloat ? "floating-point" : "integer");
    }

    private void remarkOn(TiffPage page) {
        int left = bits.size() - used().length;
        if (left > 0) {
            page.remark(Remark.dropped("%d further %s left out"
                    .formatted(left, left == 1 ? "channel of every pixel is" : "channels of every pixel are")));
        }
    }

    boolean hasAlpha() {
        return alphaAt >= 0;
    }

    /// Whether all samples have the same depth.
    boolean isUniform() {
        return bits.stream().distinct().count() == 1;
    }

    /// The samples of a pixel that make the picture: the colours and, last, alpha.
    int[] used() {
        IntStream colours = IntStream.range(0, photometry.colours());
        return (hasAlpha() ? IntStream.concat(colours, IntStream.of(alphaAt)) : colours).toArray();
    }

    /// Of the picture that they make: 8 or 16.
    int depth() {
        boolean deep =
                photometry != Photometry.PALETTE && IntStream.of(used()).anyMatch(sample -> bits.get(sample) > 8);
        return deep || isFloat ? 16 : 8;
    }
}
