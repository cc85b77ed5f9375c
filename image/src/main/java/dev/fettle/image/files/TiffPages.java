package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.files.TiffStream.Directory;
import dev.fettle.image.files.TiffStream.Entry;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The pictures of a TIFF: the chain of its directories, then the directories that these point at (SubIFDs, TIFF
/// supplement 1). The first that calls itself no reduced copy of another and no mask is read.
final class TiffPages {
    private static final int REDUCED = 1;
    private static final int MASK = 4;
    private static final int OLD_REDUCED = 2;
    private static final int CFA = 32803;
    private static final int LINEAR_RAW = 34892;
    // Sony ARW, Epson ERF, Samsung SRW, Nikon NEF, Kodak KDC and DCR, Pentax PEF
    private static final Set<Integer> MAKERS_CODINGS = Set.of(32767, 32769, 32770, 34713, 32867, 65000, 65535);

    private final TiffStream stream;
    private final Set<Long> visited = new HashSet<>();
    private final Deque<Long> below = new ArrayDeque<>();
    private final List<Summary> pictures = new ArrayList<>();
    private long entriesLeft;
    private boolean broken;

    /// A directory that describes a picture.
    private record Summary(long place, boolean isReduced) {}

    private TiffPages(TiffStream stream) {
        this.stream = stream;
        this.entriesLeft = stream.content().length() / 12;
    }

    /// The page to read; its remarks say what else the file holds.
    ///
    /// @throws ImageFormatException if the file has none, or holds a camera's raw data
    static TiffPage choose(TiffStream stream) throws ImageFormatException, InterruptedIOException {
        requireNoRawHeader(stream.content());
        var pages = new TiffPages(stream);
        pages.walk();
        return pages.choose();
    }

    /// Canon's CR2 and Phase One's IIQ say so behind TIFF's header.
    private static void requireNoRawHeader(Content content) throws ImageFormatException {
        boolean phaseOne = content.holds(8, "IIII") && content.holds(13, "waR");
        if (content.holds(8, "CR\2") || phaseOne || content.holds(8, "MMMMRaw")) {
            throw raw(content);
        }
    }

    private static ImageFormatException raw(Content content) {
        OtherFormat raw = OtherFormat.CAMERA_RAW;
        return content.unsupported("it holds %s, which is not read".formatted(raw.title()), raw.wayOut());
    }

    private void walk() throws ImageFormatException, InterruptedIOException {
        long first = stream.first();
        take(first);
        long at = stream.next(first);
        while (at != 0) {
            at = follow(at) ? next(at) : 0;
        }
        while (!below.isEmpty()) {
            follow(below.removeFirst());
        }
    }

    private long next(long directory) {
        try {
            return stream.next(directory);
        } catch (ImageFormatException e) {
            broken = true;
            return 0;
        }
    }

    /// Whether there was a directory not seen before.
    private boolean follow(long directory) throws ImageFormatException, InterruptedIOException {
        Deadline.check();
        if (visited.contains(directory)) {
            return false;
        }
        if (!stream.holdsDirectory(directory) || entriesLeft < 0) {
            broken = true;
            return false;
        }
        take(directory);
        return true;
    }

    private void take(long place) throws ImageFormatException {
        visited.add(place);
        Directory directory = stream.directory(place);
        List<Entry> entries = directory.entries();
        entriesLeft -= (long) entries.size() + directory.skipped().size();
        requireNoRaw(entries);
        if (TiffStream.find(entries, TiffTags.WIDTH).isPresent()
                && TiffStream.find(entries, TiffTags.HEIGHT).isPresent()) {
            pictures.add(new Summary(place, isReduced(entries)));
        }
        Optional<Entry> children = TiffStream.find(entries, TiffTags.SUB_DIRECTORIES);
        if (children.isPresent()) {
            addChildren(children.get());
        }
        broken |= directory.skipped().contains(TiffTags.SUB_DIRECTORIES);
    }

    private void addChildren(Entry children) {
        try {
            for (int i = 0; i < Math.min(children.count(), entriesLeft); i++) {
                below.addLast(stream.number(children, i));
            }
        } catch (ImageFormatException e) {
            broken = true;
        }
    }

    private void requireNoRaw(List<Entry> entries) throws ImageFormatException {
        long photometric = choice(entries, TiffTags.PHOTOMETRIC);
        boolean mosaic = photometric == CFA || photometric == LINEAR_RAW;
        boolean makers = MAKERS_CODINGS.contains((int) Math.min(choice(entries, TiffTags.COMPRESSION), 1 << 16));
        if (mosaic
                || makers
                || TiffStream.find(entries, TiffTags.DNG_VERSION).isPresent()
                || TiffStream.find(entries, TiffTags.CFA_PATTERN).isPresent()) {
            throw raw(stream.content());
        }
    }

    private boolean isReduced(List<Entry> entries) {
        return TiffStream.find(entries, TiffTags.NEW_SUBFILE_TYPE).isPresent()
                ? (choice(entries, TiffTags.NEW_SUBFILE_TYPE) & (REDUCED | MASK)) != 0
                : choice(entries, TiffTags.SUBFILE_TYPE) == OLD_REDUCED;
    }

    private long choice(List<Entry> entries, int tag) {
        try {
            return Math.max(0, stream.number(entries, tag, 0));
        } catch (ImageFormatException e) {
            return 0; // not every field decides whether the picture can be read
        }
    }

    private TiffPage choose() throws ImageFormatException {
        Optional<Summary> first =
                pictures.stream().filter(picture -> !picture.isReduced()).findFirst();
        if (first.isEmpty() && broken) {
            throw stream.content().damaged("of its pictures only a reduced copy can be found");
        }
        long place = first.or(() -> pictures.stream().findFirst())
                .map(Summary::place)
                .orElse(stream.first());
        var page = new TiffPage(stream, place, stream.directory(place));
        remarkOn(page);
        return page;
    }

    private void remarkOn(TiffPage page) {
        long reduced = others(page, true);
        long further = others(page, false);
        if (further > 0) {
            page.remark(Remark.dropped(
                    "%d further %s left out".formatted(further, further == 1 ? "page is" : "pages are")));
        }
        if (reduced > 0) {
            page.remark(Remark.dropped(
                    "%d reduced %s left out".formatted(reduced, reduced == 1 ? "copy is" : "copies are")));
        }
        if (broken) {
            page.remark(Remark.dropped("further pages cannot be found: a link to them leads nowhere"));
        }
    }

    private long others(TiffPage page, boolean reduced) {
        return pictures.stream()
                .filter(picture -> picture.place() != page.place() && picture.isReduced() == reduced)
                .count();
    }
}
