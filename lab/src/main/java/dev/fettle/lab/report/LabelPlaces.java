package dev.fettle.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Where labels of points stand so that they can be read: each beside its point, on the first side where it
/// covers neither a point nor a label nor the chart's edge, or else where it covers the least.
record LabelPlaces(double width, double height) {
    private static final double LETTER = 8.4; // on average, in a font of 12
    private static final double LINE = 14;
    /// From a point to its label.
    static final double GAP = 7;

    private static final double MARKER = 5;

    /// The side of its point that a label is on.
    enum Side {
        RIGHT(1, 0),
        LEFT(-1, 0),
        ABOVE(0, -1),
        BELOW(0, 1),
        ABOVE_RIGHT(1, -1),
        BELOW_RIGHT(1, 1),
        ABOVE_LEFT(-1, -1),
        BELOW_LEFT(-1, 1);

        private final int across;
        private final int down;

        Side(int across, int down) {
            this.across = across;
            this.down = down;
        }

        /// -1 to the left, 1 to the right.
        int across() {
            return across;
        }

        /// -1 above, 1 below.
        int down() {
            return down;
        }

        private Box of(Spot spot) {
            double wide = LETTER * spot.label().length();
            double left = across == 0 ? spot.x() - wide / 2 : spot.x() + across * GAP - (across < 0 ? wide : 0);
            double top = down == 0 ? spot.y() - LINE / 2 : spot.y() + down * GAP - (down < 0 ? LINE : 0);
            return new Box(left, top, left + wide, top + LINE);
        }
    }

    /// A point with its label; y runs downwards.
    record Spot(double x, double y, String label) {
        private Box marker() {
            return new Box(x - MARKER, y - MARKER, x + MARKER, y + MARKER);
        }
    }

    private record Box(double left, double top, double right, double bottom) {
        double common(Box other) {
            double wide = Math.min(right, other.right) - Math.max(left, other.left);
            double high = Math.min(bottom, other.bottom) - Math.max(top, other.top);
            return wide > 0 && high > 0 ? wide * high : 0;
        }

        double area() {
            return (right - left) * (bottom - top);
        }
    }

    /// One side for each point; points in the order in which they choose.
    List<Side> sides(List<Spot> spots) {
        List<Box> taken = new ArrayList<>(spots.stream().map(Spot::marker).toList());
        List<Side> sides = new ArrayList<>();
        Box chart = new Box(0, 0, width, height);
        for (int i = 0; i < spots.size(); i++) {
            Spot spot = spots.get(i);
            int own = i;
            List<Box> others = IntStream.range(0, taken.size())
                    .filter(at -> at != own)
                    .mapToObj(taken::get)
                    .toList();
            Side side = List.of(Side.values()).stream()
                    .min(Comparator.comparingDouble(one -> covered(one.of(spot), others, chart)))
                    .orElseThrow();
            sides.add(side);
            taken.add(side.of(spot));
        }
        return sides;
    }

    private static double covered(Box label, List<Box> others, Box chart) {
        double outside = label.area() - label.common(chart);
        return outside + others.stream().mapToDouble(label::common).sum();
    }
}
