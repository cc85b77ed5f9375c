package dev.fettle.image;

/// How strongly a JPEG was compressed, as its quantisation tables and its frame say.
///
/// @param quality libjpeg's quality, 1 to 100, whose tables are nearest to the file's
/// @param chromaColumns luma samples per chroma sample from left to right: 1 or 2 as a rule; 1 for a gray picture
/// @param chromaRows luma samples per chroma sample from top to bottom
public record JpegCoding(int quality, int chromaColumns, int chromaRows) {
    public JpegCoding {
        if (quality < 1 || quality > 100 || chromaColumns < 1 || chromaRows < 1) {
            throw new IllegalArgumentException(
                    "jpeg coding: quality %d, chroma of %dx%d samples".formatted(quality, chromaColumns, chromaRows));
        }
    }
}
