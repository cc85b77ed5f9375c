package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.checkpoint.Pickled.Atom;
import dev.fettle.network.checkpoint.Pickled.Opaque;
import dev.fettle.network.checkpoint.Pickled.Real;
import dev.fettle.network.checkpoint.Pickled.Text;
import dev.fettle.network.checkpoint.Pickled.Whole;

/// The values that the oldest pickles spell as lines of text.
final class PickleText {
    private PickleText() {}

    /// A decimal number; 00 and 01 are false and true.
    static Pickled whole(String line) {
        try {
            return switch (line) {
                case "00" -> Atom.FALSE;
                case "01" -> Atom.TRUE;
                default -> new Whole(Long.parseLong(line));
            };
        } catch (NumberFormatException e) {
            return new Opaque("a number that is none");
        }
    }

    static Pickled real(String line) {
        try {
            return new Real(Double.parseDouble(line));
        } catch (NumberFormatException e) {
            return new Opaque("a number that is none"); // inf and nan, which Python spells otherwise
        }
    }

    /// 'text' or "text"; escapes stay, since no name of a weight has any.
    static Pickled quoted(String line) {
        return line.length() >= 2
                ? new Text(line.substring(1, line.length() - 1))
                : new Opaque("a text without quotes");
    }

    /// A place in the memo.
    static int index(String file, String line) throws ModelFormatException {
        try {
            return Integer.parseInt(line);
        } catch (NumberFormatException e) {
            throw new ModelFormatException(file + ": damaged: the pickle remembers a value as '" + line + "'", e);
        }
    }
}
