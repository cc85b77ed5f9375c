package dev.fettle.image.files;

import java.util.Arrays;

/// Which coefficients a JPEG's scans have told so far, and to which bit.
final class JpegProgress {
    private static final int UNKNOWN = 99;

    private final int[][] missingBits;

    JpegProgress(int components) {
        missingBits = new int[components][64];
        for (int[] component : missingBits) {
            Arrays.fill(component, UNKNOWN);
        }
    }

    void add(JpegScan scan) {
        for (JpegScan.Part part : scan.parts()) {
            Arrays.fill(missingBits[part.component()], scan.first(), scan.last() + 1, scan.missingBits());
        }
    }

    /// Whether every component has something to show.
    boolean hasEveryMean() {
        return Arrays.stream(missingBits).allMatch(component -> component[0] != UNKNOWN);
    }

    /// Whether no bit of any coefficient is missing.
    boolean isComplete() {
        return Arrays.stream(missingBits).flatMapToInt(Arrays::stream).allMatch(bits -> bits == 0);
    }
}
