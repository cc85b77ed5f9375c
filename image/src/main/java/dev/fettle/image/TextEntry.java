package dev.fettle.image;

import java.util.Objects;

/// A text that a file carries beside its picture: a PNG's tEXt, zTXt and iTXt chunks, a JPEG's comment (keyword
/// `Comment`).
///
/// @param keyword what the text is about, such as `Title`, `Author` or `Description`; PNG allows 1 to 79 bytes of
/// Latin-1
/// @param language of the text after RFC 3066, empty if it is not known
/// @param translated the keyword in that language, empty if there is none
public record TextEntry(String keyword, String language, String translated, String text) {
    public TextEntry {
        Objects.requireNonNull(keyword, "keyword");
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(translated, "translated");
        Objects.requireNonNull(text, "text");
    }

    /// A text in an unknown language.
    public static TextEntry of(String keyword, String text) {
        return new TextEntry(keyword, "", "", text);
    }
}
