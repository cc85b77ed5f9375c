package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.util.ArrayList;
import java.util.List;

/// What the header of a JPEG's scan says (ITU-T T.81, B.2.3).
///
/// @param first coefficient of the scan in the order of files, 0 to 63
/// @param last coefficient
/// @param refined whether the scan adds a bit to coefficients that an earlier one began
/// @param missingBits low bits of the coefficients that are still unknown after the scan
record JpegScan(List<Part> parts, int first, int last, boolean refined, int missingBits) {
    /// One component in a scan.
    ///
    /// @param component its place in the frame
    /// @param dcTable number of the Huffman table of its means
    /// @param acTable number of the one of its other coefficients
    record Part(int component, int dcTable, int acTable) {}

    JpegScan {
        parts = List.copyOf(parts);
    }

    /// Reads the segment that begins at this place with its marker.
    ///
    /// @throws ImageFormatException if it cannot be or names components that the frame does not have
    static JpegScan read(Content content, long at, int length, JpegFrame frame) throws ImageFormatException {
        int count = content.u8(at + 4);
        if (count < 1 || count > 4 || length != 6 + 2 * count) {
            throw content.damaged("a scan of %d components cannot be".formatted(count));
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int tables = content.u8(at + 6 + 2L * i);
            int component = frame.names().indexOf(content.u8(at + 5 + 2L * i));
            if (component < 0 || (tables >> 4) > 3 || (tables & 15) > 3) {
                throw content.damaged("a scan's header does not fit its frame");
            }
            parts.add(new Part(component, tables >> 4, tables & 15));
        }
        long end = at + 5 + 2L * count;
        int bits = content.u8(end + 2);
        return frame.progressive()
                ? new JpegScan(parts, content.u8(end), content.u8(end + 1), bits >> 4 != 0, bits & 15)
                        .requireBand(content)
                : new JpegScan(parts, 0, 63, false, 0);
    }

    private JpegScan requireBand(Content content) throws ImageFormatException {
        boolean possible = first == 0 ? last == 0 : first <= last && last < 64 && parts.size() == 1;
        if (!possible || missingBits > 13) {
            throw content.damaged("a scan of the coefficients %d to %d cannot be".formatted(first, last));
        }
        return this;
    }
}
