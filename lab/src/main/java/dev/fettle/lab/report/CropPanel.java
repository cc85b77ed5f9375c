package dev.fettle.lab.report;

import java.util.List;

/// One place of one picture as it is and as it was restored.
///
/// @param title the picture
/// @param caption what the numbers below the tiles are
public record CropPanel(String title, String caption, List<Tile> tiles) {
    public CropPanel {
        tiles = List.copyOf(tiles);
    }

    /// @param label what is shown: `reference`, a variant
    /// @param below its number
    /// @param png the enlarged square, as a file
    public record Tile(String label, String below, byte[] png) {}
}
