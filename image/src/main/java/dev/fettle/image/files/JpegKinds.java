package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;

/// The processes of ITU-T T.81 (table B.1) and its successors that are not read, by the marker of their frame.
final class JpegKinds {
    private JpegKinds() {}

    /// @throws ImageFormatException naming the process, if this marker means one that is not read
    static void requireRead(Content content, int marker) throws ImageFormatException {
        switch (marker) {
            case 0xC3 -> throw content.unsupported("lossless coding (SOF3) is not read");
            case 0xC5, 0xC6, 0xC7, 0xDE, 0xDF -> throw content.unsupported("hierarchical coding is not read");
            case 0xC9, 0xCA ->
                throw content.unsupported(
                        "arithmetic coding is not read", "make it Huffman-coded with jpegtran first, without loss");
            case 0xCB -> throw content.unsupported("lossless arithmetic coding (SOF11) is not read");
            case 0xCD, 0xCE, 0xCF -> throw content.unsupported("hierarchical arithmetic coding is not read");
            case 0xF7 -> throw content.unsupported("JPEG-LS is not read");
            default -> {}
        }
    }
}
