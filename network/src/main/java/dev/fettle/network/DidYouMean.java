package dev.fettle.network;

import java.util.List;
import java.util.Optional;

/// Messages on words that are not known, with the nearest known one.
public final class DidYouMean {
    private DidYouMean() {}

    /// «training: unknown key 'learningrate'; did you mean 'learningRate'? known: …»
    ///
    /// @param what the word was to be: a key, a type
    public static String unknown(String where, String what, String word, List<String> known) {
        String hint = nearest(word, known)
                .map(name -> " did you mean '" + name + "'?")
                .orElse("");
        String all = known.isEmpty() ? "none" : String.join(", ", known);
        return where + ": unknown " + what + " '" + word + "';" + hint + " known: " + all;
    }

    private static Optional<String> nearest(String word, List<String> known) {
        int farthest = Math.max(2, word.length() / 3);
        return known.stream()
                .filter(name -> Math.abs(name.length() - word.length()) <= farthest) // the others are farther
                .min((a, b) -> Integer.compare(distance(word, a), distance(word, b)))
                .filter(name -> distance(word, name) <= farthest);
    }

    /// Levenshtein distance, upper and lower case alike.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean equal = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (equal ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
