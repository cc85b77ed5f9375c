package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.util.ArrayList;
import java.util.List;

/// What a JPEG's frame header says (ITU-T T.81, B.2.2).
///
/// @param progressive whether coefficients come in several scans
/// @param height in pixels; 0 where it is told behind the first scan
record JpegFrame(boolean progressive, int width, int height, List<Component> components) {
    /// One component.
    ///
    /// @param columns samples from left to right where the whole picture's most finely stored component has
    /// {@link JpegFrame#mostColumns()}, 1 to 4
    /// @param rows the same from top to bottom
    /// @param table number of its quantisation table
    record Component(int name, int columns, int rows, int table) {}

    JpegFrame {
        components = List.copyOf(components);
    }

    JpegFrame withHeight(int rows) {
        return new JpegFrame(progressive, width, rows, components);
    }

    /// Reads the segment that begins at this place with its marker.
    ///
    /// @throws ImageFormatException if it cannot be or is of a kind that is not read
    static JpegFrame read(Content content, long at, int length) throws ImageFormatException {
        int precision = content.u8(at + 4);
        if (precision != 8) {
            throw content.unsupported("%d bits per sample are not read".formatted(precision));
        }
        int height = content.big16(at + 5);
        int width = content.big16(at + 7);
        int count = content.u8(at + 9);
        if (width == 0 || count == 0 || length != 8 + 3 * count) {
            throw content.damaged(
                    "its frame of %dx%d pixels and %d components cannot be".formatted(width, height, count));
        }
        if (count == 2 || count > 4) {
            throw content.unsupported("a picture of %d components is not read".formatted(count));
        }
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            components.add(component(content, at + 10 + 3L * i));
        }
        return new JpegFrame(content.u8(at + 1) == 0xC2, width, height, components);
    }

    private static Component component(Content content, long at) throws ImageFormatException {
        int factors = content.u8(at + 1);
        int columns = factors >> 4;
        int rows = factors & 15;
        if (columns < 1 || columns > 4 || rows < 1 || rows > 4) {
            throw content.damaged("one of its components has %dx%d samples in a unit".formatted(columns, rows));
        }
        return new Component(content.u8(at), columns, rows, content.u8(at + 2));
    }

    /// The names of the components as characters.
    String names() {
        var names = new StringBuilder();
        components.forEach(component -> names.append((char) component.name()));
        return names.toString();
    }

    int mostColumns() {
        return components.stream().mapToInt(Component::columns).max().orElse(1);
    }

    int mostRows() {
        return components.stream().mapToInt(Component::rows).max().orElse(1);
    }

    /// Luma samples per sample of the second component from left to right; 1 if there is none.
    int chromaColumns() {
        return components.size() == 1 ? 1 : mostColumns() / components.get(1).columns();
    }

    /// The same from top to bottom.
    int chromaRows() {
        return components.size() == 1 ? 1 : mostRows() / components.get(1).rows();
    }
}
