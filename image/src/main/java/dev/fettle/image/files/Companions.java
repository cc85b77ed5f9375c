package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import dev.fettle.image.files.TiffStream.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What stands behind a JPEG's picture in the same file and is not read: the gain map of an Ultra HDR picture (ISO
/// 21496-1; Google's and Apple's forms before it), the film of a motion photo, further pictures (CIPA DC-007,
/// multi-picture format). Previews of the picture are no loss.
final class Companions {
    static final Remark GAIN_MAP = Remark.dropped("its HDR gain map is left out");
    static final Remark FILM = Remark.dropped("its film (motion photo) is left out");

    private static final List<String> GAIN_MAP_WORDS =
            List.of("http://ns.adobe.com/hdr-gain-map/1.0/", "urn:iso:std:iso:ts:21496:-1", "aux:hdrgainmap");
    private static final int PICTURES = 0xB002; // the index's field with 16 bytes for each picture
    private static final int PREVIEW = 1; // class of picture

    private final Content content;
    private final List<Span> pictures = new ArrayList<>();
    private boolean gainMap;
    private boolean interlaced;

    private record Span(long from, long length) {}

    Companions(Content content) {
        this.content = content;
    }

    /// The picture itself says that it has a gain map.
    void setGainMap() {
        gainMap = true;
    }

    /// The picture is one field of a film's frame.
    void setInterlaced(boolean field) {
        interlaced = field;
    }

    /// Takes in an index of pictures: a TIFF stream, from whose beginning their places count. One that cannot be read
    /// says nothing.
    void addIndex(long at, int length) {
        try {
            var index = new TiffStream(content.of(content.slice(at, length)));
            Optional<Entry> field = TiffStream.find(index.entries(index.first()), PICTURES);
            for (long i = 1;
                    field.isPresent() && 16 * i < field.get().bytes();
                    i++) { // the first is the picture itself
                long entry = field.get().at() + 16 * i;
                if ((index.u32(entry) >> 16 & 0xFF) != PREVIEW) {
                    pictures.add(new Span(at + index.u32(entry + 8), index.u32(entry + 4)));
                }
            }
        } catch (ImageFormatException e) {
            pictures.clear();
        }
    }

    /// What of all that the file holds behind this place.
    List<Remark> remarks(long end) {
        boolean map = gainMap || GAIN_MAP_WORDS.stream().anyMatch(words -> find(words, end) >= 0);
        long further = pictures.stream().filter(span -> isInside(span, end)).count() - (map ? 1 : 0);
        List<Remark> remarks = new ArrayList<>();
        if (map) {
            remarks.add(GAIN_MAP);
        }
        if (further > 0) {
            remarks.add(Remark.dropped(
                    further == 1 ? "a further picture is left out" : further + " further pictures are left out"));
        }
        if (isFilm(end)) {
            remarks.add(FILM);
        }
        if (interlaced && content.holds(end, "\u00FF\u00D8\u00FF")) {
            remarks.add(Remark.dropped("it is one of two fields of a frame; the other one is left out"));
        }
        return remarks;
    }

    private boolean isInside(Span span, long end) {
        return span.from >= end && span.length > 0 && span.from + span.length <= content.length();
    }

    /// An MP4 file begins with the length of its box `ftyp`; Samsung writes a name before it.
    private boolean isFilm(long end) {
        int at = find("ftyp", end);
        while (at >= 0) {
            boolean box = at >= end + 4 && content.holds(at - 4L, "\0\0\0");
            if (box) {
                return true;
            }
            at = find("ftyp", at + 4L);
        }
        return find("MotionPhoto_Data", end) >= 0;
    }

    private int find(String words, long from) {
        byte[] wanted = words.getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = content.bytes();
        for (int i = (int) from; i <= bytes.length - wanted.length; i++) {
            if (bytes[i] == wanted[0] && content.holds(i, words)) {
                return i;
            }
        }
        return -1;
    }
}
