package dev.fettle.image.files;

import dev.fettle.image.Density;
import dev.fettle.image.Density.Unit;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import dev.fettle.image.files.TiffStream.Entry;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a TIFF's directory says beside the samples. Nothing of it can refuse the picture: what cannot be read is left
/// out, and one remark names it.
final class TiffMetadata {
    private static final int IPTC_MARK = 0x1C; // begins every data set
    private static final int INCH = 2;
    private static final int CENTIMETRE = 3;
    private static final Set<Integer> TEXTS = Set.of(269, 270, 271, 272, 285, 305, 306, 315, 316, 33432);

    private final TiffStream stream;
    private final List<Entry> entries;
    private final Set<String> lost = new LinkedHashSet<>();
    private Source source = Source.NONE;

    private TiffMetadata(TiffStream stream, List<Entry> entries) {
        this.stream = stream;
        this.entries = entries;
    }

    static Source of(TiffPage page) throws ImageFormatException {
        var metadata = new TiffMetadata(page.stream(), entries(page));
        page.directory().skipped().forEach(tag -> metadata.lost.add(name(tag)));
        if (page.directory().missing() > 0) {
            metadata.lost.add("the end of its directory");
        }
        metadata.read();
        return metadata.source();
    }

    /// Those of the page; where it is not the file's first, also what the first says about all of them.
    private static List<Entry> entries(TiffPage page) throws ImageFormatException {
        List<Entry> entries = new ArrayList<>(page.entries());
        for (Entry first : page.stream().entries(page.stream().first())) {
            boolean common = Exif.isAboutEveryPage(first.tag()) || first.tag() == TiffTags.XMP;
            if ((common || first.tag() == TiffTags.IPTC) && !page.has(first.tag())) {
                entries.add(first);
            }
        }
        return entries;
    }

    private void read() throws ImageFormatException {
        profile();
        Optional<byte[]> packet = value(TiffTags.XMP);
        packet.ifPresent(xmp -> source = source.withXmp(xmp));
        iptc();
        density();
        Exif.Description description = Exif.description(stream, entries);
        lost.addAll(description.lost());
        if (!description.directory().isEmpty()) {
            source = source.withExif(description.directory().toStream());
        }
    }

    private Source source() {
        return lost.isEmpty()
                ? source
                : source.withRemark(
                        Remark.dropped("metadata that cannot be read is left out: " + String.join(", ", lost)));
    }

    private Optional<byte[]> value(int tag) throws ImageFormatException {
        Optional<Entry> entry = TiffStream.find(entries, tag);
        return entry.isPresent() ? Optional.of(stream.value(entry.get())) : Optional.empty();
    }

    private void profile() throws ImageFormatException {
        Optional<byte[]> profile = value(TiffTags.ICC);
        if (profile.isPresent() && Icc.isProfile(profile.get())) {
            source = source.withIccProfile(profile.get());
        } else if (profile.isPresent()) {
            lost.add(name(TiffTags.ICC));
        }
    }

    private void iptc() throws ImageFormatException {
        Optional<Entry> entry = TiffStream.find(entries, TiffTags.IPTC);
        Optional<byte[]> dataSets = entry.isPresent()
                ? Optional.of(inFileOrder(entry.get(), stream.value(entry.get())))
                : value(TiffTags.PHOTOSHOP).flatMap(Photoshop::iptc);
        dataSets.ifPresent(iptc -> source = source.withIptc(iptc));
    }

    /// Some writers call the bytes numbers of 32 bits and turn them into the file's byte order.
    private byte[] inFileOrder(Entry entry, byte[] bytes) {
        boolean turned = entry.type() == TiffStream.LONG
                && stream.order() == ByteOrder.LITTLE_ENDIAN
                && bytes[0] != IPTC_MARK
                && bytes[3] == IPTC_MARK;
        if (!turned) {
            return bytes;
        }
        byte[] straight = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            straight[i] = bytes[i ^ 3];
        }
        return straight;
    }

    private void density() {
        try {
            Optional<Entry> horizontal = TiffStream.find(entries, TiffTags.X_RESOLUTION);
            Optional<Entry> vertical = TiffStream.find(entries, TiffTags.Y_RESOLUTION);
            if (horizontal.isEmpty() || vertical.isEmpty()) {
                return;
            }
            double x = stream.real(horizontal.get(), 0);
            double y = stream.real(vertical.get(), 0);
            Unit unit = unit(stream.number(entries, TiffTags.RESOLUTION_UNIT, INCH));
            boolean says = x > 0 && y > 0 && Double.isFinite(x) && Double.isFinite(y);
            if (says && (unit != Unit.ASPECT || x != y)) {
                source = source.withDensity(new Density(x, y, unit));
            }
        } catch (ImageFormatException e) {
            lost.add(name(TiffTags.X_RESOLUTION));
        }
    }

    private static Unit unit(long number) {
        return number == INCH ? Unit.INCH : number == CENTIMETRE ? Unit.CENTIMETRE : Unit.ASPECT;
    }

    private static String name(int tag) {
        if (TEXTS.contains(tag)) {
            return "texts";
        }
        return switch (tag) {
            case TiffTags.ICC -> "colour profile";
            case TiffTags.XMP -> "XMP";
            case TiffTags.IPTC, TiffTags.PHOTOSHOP -> "IPTC";
            case TiffTags.X_RESOLUTION, TiffTags.Y_RESOLUTION, TiffTags.RESOLUTION_UNIT -> "resolution";
            case Exif.EXIF_DIRECTORY -> "EXIF";
            case Exif.GPS_DIRECTORY -> "GPS";
            default -> "field " + tag;
        };
    }
}
