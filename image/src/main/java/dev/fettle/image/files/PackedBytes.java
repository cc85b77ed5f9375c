package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;

/// The packed data of a TIFF's strip or tile.
///
/// @param bytes in which it stands
/// @param from its first byte
/// @param end behind its last one
/// @param isExact whether its length is stated, not estimated
record PackedBytes(byte[] bytes, int from, int end, boolean isExact) {
    private static final int HARMLESS = 16; // bytes behind the rows, and this part of all

    int length() {
        return end - from;
    }

    /// Writers leave a few bytes, or zeros up to some multiple, behind the data of the last row. Much else there means
    /// that the codes before were not the right ones.
    ///
    /// @param at where that data ended
    void requireSpent(Content content, int at) throws ImageFormatException {
        boolean much = end - at > Math.max(HARMLESS, length() / HARMLESS);
        if (isExact && much && !isZero(at)) {
            throw content.damaged("its rows leave %d of %d bytes of their data".formatted(end - at, length()));
        }
    }

    private boolean isZero(int at) {
        for (int i = at; i < end; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
