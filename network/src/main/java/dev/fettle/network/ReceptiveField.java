package dev.fettle.network;

/// Reader: the pixels around one that its result depends on, direction by direction; where a pixel becomes several,
/// those that any of them depends on. Unlike {@link Halo}, which serves tiles, it knows rows from columns, so that
/// the shifts of ghosts count in the directions in which they go: Nie et al., TMLR 2022 (GhostSR), sec. 3.2,
/// where a shift by d makes a layer see d further.
///
/// Borders are not counted, and neither are means over the whole picture ({@link Halo#global}).
///
/// @param up pixels of the network's input above
/// @param down below
/// @param left to the left
/// @param right to the right
public record ReceptiveField(int up, int down, int left, int right) {
    /// Of the path from the picture to the first result.
    ///
    /// @throws IllegalArgumentException if that is a vector
    public static ReceptiveField of(DeployedNetwork network) {
        return of(network.graph(), Reach.Moves.ROWS, Reach.Moves.COLUMNS);
    }

    /// As if nothing were shifted: that of the network whose ghosts are computed.
    ///
    /// @throws IllegalArgumentException if the first result is a vector
    public static ReceptiveField withoutShifts(DeployedNetwork network) {
        return of(network.graph(), Reach.Moves.NONE, Reach.Moves.NONE);
    }

    private static ReceptiveField of(Graph graph, Reach.Moves vertical, Reach.Moves horizontal) {
        Ending.requirePicture(graph);
        long tile = Halo.tile(Halo.alignment(graph));
        Reach.Interval rows = new Reach(graph, _ -> Halo.Squares.NONE, vertical).ofFirst(tile);
        Reach.Interval columns = new Reach(graph, _ -> Halo.Squares.NONE, horizontal).ofFirst(tile);
        return new ReceptiveField(
                beyond(-rows.from()), beyond(rows.to() - tile), beyond(-columns.from()), beyond(columns.to() - tile));
    }

    private static int beyond(long pixels) {
        return Math.toIntExact(Math.max(pixels, 0));
    }

    /// From the first column to the last.
    public int width() {
        return left + 1 + right;
    }

    /// From the first row to the last.
    public int height() {
        return up + 1 + down;
    }
}
