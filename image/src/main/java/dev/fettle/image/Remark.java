package dev.fettle.image;

import java.util.Objects;

/// What a reader of a picture should know about how it was read: one line without the file's name, beginning in lower
/// case, without a full stop: `its end marker is missing; the picture is whole`.
public record Remark(Kind kind, String text) {
    /// What became of the file's content.
    public enum Kind {
        /// The file breaks the rules of its format and was read nevertheless: all pixels are there.
        REPAIRED,
        /// Something that the file holds is not in the picture: further pages, a gain map, metadata that cannot be
        /// read.
        DROPPED,
        /// The picture is complete, but there is something to know about it.
        NOTED
    }

    public Remark {
        Objects.requireNonNull(kind, "kind");
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("remark: one line of text is needed, got '" + text + "'");
        }
    }

    public static Remark repaired(String text) {
        return new Remark(Kind.REPAIRED, text);
    }

    public static Remark dropped(String text) {
        return new Remark(Kind.DROPPED, text);
    }

    public static Remark noted(String text) {
        return new Remark(Kind.NOTED, text);
    }
}
