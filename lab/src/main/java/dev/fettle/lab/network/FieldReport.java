package dev.fettle.lab.network;

import dev.fettle.lab.Size;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.ReceptiveField;

/// What a result of a network depends on, in pixels of its input.
///
/// @param width from the first column to the last
/// @param height from the first row to the last
/// @param withoutShifts what would be if ghosts were not shifted: as much as the dense network sees
public record FieldReport(int width, int height, Size withoutShifts) {
    /// @throws IllegalArgumentException if the first result is a vector
    public static FieldReport of(DeployedNetwork network) {
        ReceptiveField all = ReceptiveField.of(network);
        ReceptiveField still = ReceptiveField.withoutShifts(network);
        return new FieldReport(all.width(), all.height(), new Size(still.width(), still.height()));
    }

    /// `52x53`
    public Size size() {
        return new Size(width, height);
    }

    /// Whether shifts widen it.
    boolean isWidened() {
        return !size().equals(withoutShifts);
    }
}
