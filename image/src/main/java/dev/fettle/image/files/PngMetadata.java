package dev.fettle.image.files;

import dev.fettle.image.Density;
import dev.fettle.image.Density.Unit;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.TextEntry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a PNG's ancillary chunks say beside the pixels. Of chunks that may stand only once the first one counts; what
/// cannot be read is left behind. Blocks in ImageMagick's `Raw profile` texts count where no chunk of their own is
/// there.
final class PngMetadata {
    private static final int BLOCK_LIMIT = 32 << 20;
    private static final int MOST_TEXTS = 256;
    private static final int TEXT_LIMIT = 1 << 20; // bytes of all texts
    private static final String XMP = "XML:com.adobe.xmp";

    private final Set<String> seen = new HashSet<>();
    private final Map<String, PngText> rawProfiles = new LinkedHashMap<>();
    private Source source = Source.NONE;
    private int texts;
    private int textBytes;
    private int lostTexts;

    /// Whether chunks of this type are of interest here.
    static boolean isTaken(String type) {
        return switch (type) {
            case "iCCP", "eXIf", "tEXt", "zTXt", "iTXt", "pHYs" -> true;
            default -> PngColours.CHUNKS.contains(type);
        };
    }

    /// @param pixelsBefore whether the pixels have begun: words about colour come too late then
    void take(String type, byte[] chunk, boolean pixelsBefore) {
        switch (type) {
            case "tEXt", "zTXt", "iTXt" -> text(new PngText(type, chunk));
            case "eXIf" -> {
                if (seen.add(type)) {
                    source = source.withExif(chunk);
                }
            }
            case "pHYs" -> {
                if (seen.add(type)) {
                    density(chunk).ifPresent(density -> source = source.withDensity(density));
                }
            }
            case "iCCP" -> {
                if (!pixelsBefore && seen.add(type)) { // unpacking many costs time
                    profile(chunk);
                }
            }
            default -> {
                if (!pixelsBefore && PngColours.isValid(type, chunk) && seen.add(type)) {
                    source = source.withColourChunk(type, chunk);
                }
            }
        }
    }

    /// iCCP: name, zero, method zero, zlib stream; which is how zTXt is made, too.
    private void profile(byte[] chunk) {
        Optional<byte[]> icc = new PngText("zTXt", chunk).bytes(BLOCK_LIMIT);
        source = icc.map(source::withIccProfile)
                .orElse(source.withRemark(Remark.dropped("its colour profile cannot be unpacked and is left out")));
    }

    /// Pixels per metre, or without a unit the shape of a pixel, of which 1:1 goes without saying.
    private static Optional<Density> density(byte[] chunk) {
        if (chunk.length != 9) {
            return Optional.empty();
        }
        long horizontal = Integer.toUnsignedLong(ByteBuffer.wrap(chunk).getInt(0));
        long vertical = Integer.toUnsignedLong(ByteBuffer.wrap(chunk).getInt(4));
        boolean metric = chunk[8] == 1;
        if (horizontal == 0 || vertical == 0 || (!metric && horizontal == 1 && vertical == 1)) {
            return Optional.empty();
        }
        return Optional.of(
                metric
                        ? new Density(horizontal / 100.0, vertical / 100.0, Unit.CENTIMETRE)
                        : new Density(horizontal, vertical, Unit.ASPECT));
    }

    private void text(PngText text) {
        String keyword = text.keyword();
        if (keyword.equals(XMP)) {
            if (seen.add(XMP)) {
                text.bytes(BLOCK_LIMIT).ifPresent(packet -> source = source.withXmp(packet));
            }
        } else if (RawProfile.isNamed(keyword)) {
            rawProfiles.putIfAbsent(keyword, text);
        } else {
            keep(text);
        }
    }

    private void keep(PngText text) {
        Optional<TextEntry> entry = texts < MOST_TEXTS ? text.entry(TEXT_LIMIT - textBytes) : Optional.empty();
        texts++;
        entry.ifPresentOrElse(
                known -> {
                    source = source.withText(known);
                    textBytes += Math.min(TEXT_LIMIT - textBytes, known.text().length());
                },
                () -> lostTexts++);
    }

    /// All that was taken.
    Source source() {
        rawProfiles.forEach(this::rawProfile);
        rawProfiles.clear();
        return lostTexts == 0
                ? source
                : source.withRemark(Remark.dropped(
                        "%d of its texts are left out: damaged, more than %d, or longer than %d kB together"
                                .formatted(lostTexts, MOST_TEXTS, TEXT_LIMIT >> 10)));
    }

    private void rawProfile(String keyword, PngText text) {
        Optional<RawProfile> profile =
                text.entry(2 * BLOCK_LIMIT).flatMap(entry -> RawProfile.of(keyword, entry.text()));
        if (profile.isEmpty()) {
            source = source.withRemark(Remark.dropped("its '%s' cannot be read and is left out".formatted(keyword)));
            return;
        }
        RawProfile known = profile.get();
        if (source.exif().isEmpty()) {
            known.exif().ifPresent(exif -> source = source.withExif(exif));
        }
        if (source.xmp().isEmpty()) {
            known.xmp().ifPresent(xmp -> source = source.withXmp(xmp));
        }
        if (source.iccProfile().isEmpty()) {
            known.icc().ifPresent(icc -> source = source.withIccProfile(icc));
        }
        if (source.iptc().isEmpty()) {
            known.iptc().ifPresent(iptc -> source = source.withIptc(iptc));
        }
    }

    /// Writes what the picture carries, in the order that PNG asks for: colours before everything else.
    static void write(Source metadata, PngWriter target) {
        boolean profiled = metadata.iccProfile().isPresent();
        metadata.iccProfile().ifPresent(icc -> target.chunk("iCCP", PngText.packed("icc", icc)));
        for (String type : PngColours.CHUNKS) {
            byte[] chunk = metadata.colourChunks().get(type);
            if (chunk != null && !(profiled && type.equals("sRGB"))) { // of these two only one may be there
                target.chunk(type, chunk);
            }
        }
        metadata.density().flatMap(PngMetadata::density).ifPresent(density -> target.chunk("pHYs", density));
        metadata.exif().ifPresent(exif -> target.chunk("eXIf", exif));
        metadata.xmp().ifPresent(xmp -> target.chunk("iTXt", PngText.international(XMP, xmp)));
        metadata.iptc()
                .map(iptc -> new RawProfile("iptc", Photoshop.resource(iptc)).entry())
                .ifPresent(entry -> write(entry, target));
        metadata.texts().stream()
                .filter(entry -> PngText.isKeyword(entry.keyword()))
                .forEach(entry -> write(entry, target));
    }

    private static void write(TextEntry entry, PngWriter target) {
        PngText text = PngText.of(entry);
        target.chunk(text.type(), text.content());
    }

    /// Empty for a density that whole numbers of pixels per metre cannot say.
    private static Optional<byte[]> density(Density density) {
        Density metric = density.in(Unit.CENTIMETRE);
        boolean shape = metric.unit() == Unit.ASPECT;
        double factor = shape && isWhole(metric.horizontal()) && isWhole(metric.vertical()) ? 1 : 100;
        long[] numbers = {Math.round(metric.horizontal() * factor), Math.round(metric.vertical() * factor)};
        return Arrays.stream(numbers).anyMatch(number -> number < 1 || number > Integer.MAX_VALUE)
                ? Optional.empty()
                : Optional.of(ByteBuffer.allocate(9)
                        .putInt((int) numbers[0])
                        .putInt((int) numbers[1])
                        .put((byte) (shape ? 0 : 1))
                        .array());
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value);
    }
}
