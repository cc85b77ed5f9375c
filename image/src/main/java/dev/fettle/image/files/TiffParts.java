package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.files.TiffGrid.Part;
import dev.fettle.image.files.TiffStream.Entry;
import java.io.InterruptedIOException;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Where the data of a TIFF's strips or tiles stands. Lengths that are missing or wrong are found as most programs do
/// it: unpacked data is as long as its rows, packed data reaches to what stands behind it in the file. Whether all
/// rows are in packed data is seen when they are unpacked.
final class TiffParts {
    private static final int HEADER = 8;

    private final TiffPage page;
    private final TiffLayout layout;
    private final Entry offsets;
    private final Optional<Entry> lengths;
    private final Set<Remark> remarks = new LinkedHashSet<>();
    private @Nullable NavigableSet<Long> landmarks;

    private TiffParts(TiffPage page, TiffLayout layout) throws ImageFormatException {
        this.page = page;
        this.layout = layout;
        boolean tiled = layout.grid().isTiled() && page.has(TiffTags.TILE_OFFSETS);
        this.offsets = page.require(tiled ? TiffTags.TILE_OFFSETS : TiffTags.STRIP_OFFSETS);
        this.lengths = page.find(
                layout.grid().isTiled() && page.has(TiffTags.TILE_BYTES) ? TiffTags.TILE_BYTES : TiffTags.STRIP_BYTES);
    }

    /// @throws ImageFormatException if the data of a part that the picture needs is not in the file
    static TiffParts of(TiffPage page, TiffLayout layout) throws ImageFormatException, InterruptedIOException {
        var parts = new TiffParts(page, layout);
        parts.requireData();
        return parts;
    }

    private void requireData() throws ImageFormatException, InterruptedIOException {
        TiffGrid grid = layout.grid();
        long parts = grid.planes() * grid.partsOfPlane();
        if (grid.partsOfPlane() > Integer.MAX_VALUE || parts > offsets.count()) {
            throw page.content().damaged("it has %d of %d strips or tiles".formatted(offsets.count(), parts));
        }
        for (int plane : layout.planes()) {
            for (int i = 0; i < grid.partsOfPlane(); i++) {
                Deadline.check();
                Part part = grid.part(plane, i);
                PackedBytes packed = packed(part);
                long most = (long) packed.length() * layout.compression().expansion();
                if (layout.bytes(part) > most) {
                    throw tooLittle(part, packed.length());
                }
            }
        }
        remarks.forEach(page::remark);
    }

    private ImageFormatException tooLittle(Part part, long length) {
        TiffGrid grid = layout.grid();
        return page.content()
                .damaged("its header promises %dx%d pixels, more than the %d bytes of its %s can hold"
                        .formatted(grid.width(), grid.height(), length, grid.name(part)));
    }

    /// The packed data of a part.
    PackedBytes packed(Part part) throws ImageFormatException {
        long from = page.stream().number(offsets, part.index());
        long length = length(part);
        if (from >= 0 && from < HEADER) { // as sparse files say that a part was never written
            throw page.content()
                    .damaged("%s has no data".formatted(layout.grid().name(part)));
        }
        long rest = (long) page.content().length() - page.content().require(from, 1);
        boolean plain = layout.compression() == TiffCompression.NONE;
        boolean isShort = length <= 0 || (plain && length < layout.bytes(part));
        if (isShort) {
            length = plain ? layout.bytes(part) : rest;
            rest = landmarkBehind(from) - from;
            remarks.add(Remark.repaired("the length of its strips is missing or too small; it follows from the rest"));
        }
        if (length > rest) {
            if (plain && layout.bytes(part) > rest) {
                throw tooLittle(part, rest);
            }
            if (!isShort) {
                remarks.add(Remark.repaired("a strip is stated to be longer than the file; all its rows are there"));
            }
        }
        if (plain && isSurplus(part, length)) {
            remarks.add(Remark.repaired("a strip is longer than its rows; what is too much is left out"));
        }
        boolean isExact = !isShort && length <= rest;
        int end = (int) (from + Math.min(length, rest));
        return new PackedBytes(page.content().bytes(), (int) from, end, isExact);
    }

    /// Whether plain data is too long by more than the byte that makes lengths even, and not by rows, as the last strip
    /// of some writers is.
    private boolean isSurplus(Part part, long length) {
        long surplus = length - layout.bytes(part);
        return surplus > 1 && surplus % layout.rowBytes(part.plane()) != 0;
    }

    /// As stated; 0 where it is not.
    private long length(Part part) {
        try {
            boolean stated = lengths.isPresent() && part.index() < lengths.get().count();
            return stated ? page.stream().number(lengths.get(), part.index()) : 0;
        } catch (ImageFormatException e) {
            return 0; // a field of the wrong type says nothing
        }
    }

    /// The next place behind this one where the file holds something else, or its end.
    private long landmarkBehind(long from) throws ImageFormatException {
        if (landmarks == null) {
            landmarks = landmarks();
        }
        return Objects.requireNonNullElse(
                landmarks.higher(from), (long) page.content().length());
    }

    private NavigableSet<Long> landmarks() throws ImageFormatException {
        var places = new TreeSet<Long>();
        places.add(page.place());
        for (Entry entry : page.entries()) {
            if (entry.bytes() > Long.BYTES) {
                places.add((long) entry.at());
            }
        }
        for (int i = 0; i < offsets.count(); i++) {
            places.add(page.stream().number(offsets, i));
        }
        return places;
    }
}
