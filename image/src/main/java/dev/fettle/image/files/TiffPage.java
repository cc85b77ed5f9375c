package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.files.TiffStream.Directory;
import dev.fettle.image.files.TiffStream.Entry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One directory of a TIFF: the fields of a picture, and what had to be repaired to make sense of them.
final class TiffPage {
    private final TiffStream stream;
    private final long place;
    private final Directory directory;
    private final Set<Remark> remarks = new LinkedHashSet<>();

    /// @param place where the directory stands
    TiffPage(TiffStream stream, long place, Directory directory) {
        this.stream = stream;
        this.place = place;
        this.directory = directory;
    }

    TiffStream stream() {
        return stream;
    }

    Content content() {
        return stream.content();
    }

    long place() {
        return place;
    }

    Directory directory() {
        return directory;
    }

    List<Entry> entries() {
        return directory.entries();
    }

    List<Remark> remarks() {
        return List.copyOf(remarks);
    }

    void remark(Remark remark) {
        remarks.add(remark);
    }

    void repaired(String text) {
        remarks.add(Remark.repaired(text));
    }

    Optional<Entry> find(int tag) {
        return TiffStream.find(entries(), tag);
    }

    boolean has(int tag) {
        return find(tag).isPresent();
    }

    Entry require(int tag) throws ImageFormatException {
        return find(tag).orElseThrow(() -> content().damaged("its field %d is missing".formatted(tag)));
    }

    /// The first number of a field ({@link TiffStream#small}), or the default where there is no such field.
    int small(int tag, int otherwise) throws ImageFormatException {
        return stream.small(entries(), tag, otherwise);
    }

    /// The first numbers of a field, at most this many; none where there is no such field.
    ///
    /// @throws ImageFormatException if it holds something else than numbers
    List<Double> numbers(int tag, int most) throws ImageFormatException {
        Optional<Entry> entry = find(tag);
        List<Double> numbers = new ArrayList<>();
        for (int i = 0; entry.isPresent() && i < Math.min(most, entry.get().count()); i++) {
            numbers.add(stream.real(entry.get(), i));
        }
        return List.copyOf(numbers);
    }
}
