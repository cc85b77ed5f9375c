package dev.fettle.cli.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// How far words are from each other.
final class Spelling {
    private static final int SHORT = 4;

    private Spelling() {}

    /// The word that was most likely mistyped: one letter wrong, or two in a long word, and the first one right.
    static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> isNear(word, candidate))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    private static boolean isNear(String word, String known) {
        int allowed = Math.min(word.length(), known.length()) > SHORT ? 2 : 1;
        return known.length() > 2
                && !word.isEmpty()
                && word.charAt(0) == known.charAt(0)
                && distance(word, known) <= allowed;
    }

    /// Letters to insert, delete, replace or swap with their neighbours; no part is edited twice (optimal string
    /// alignment).
    static int distance(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : least(distance, a, b, i, j);
            }
        }
        return distance[a.length()][b.length()];
    }

    private static int least(int[][] distance, String a, String b, int i, int j) {
        int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int edited = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
        boolean isSwap = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return isSwap ? Math.min(edited, distance[i - 2][j - 2] + 1) : edited;
    }
}
