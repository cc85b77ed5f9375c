package dev.fettle.lab.kernel;

import dev.fettle.image.Image;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.report.CropPanel.Tile;
import dev.fettle.lab.report.KernelReport.Pictures;
import dev.fettle.lab.report.KernelReport.Swatch;
import dev.fettle.lab.report.KernelResults;
import dev.fettle.lab.report.KernelResults.Cardinal;
import dev.fettle.lab.report.KernelResults.Layer;
import dev.fettle.runtime.KernelMap;
import dev.fettle.runtime.KernelMap.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The pictures of a page on kernel maps. Each pixel of a map belongs to the window whose centre is nearest.
final class KernelPictures {
    private static final int WIDEST_PICTURE = 640;
    private static final int WIDEST_MAP = 160;

    /// Okabe and Ito, Color Universal Design, 2008: told apart whatever one's colour vision; the lightest last.
    private static final List<Integer> GROUPS =
            List.of(0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0xd55e00, 0x56b4e9, 0xf0e442, 0x666666);

    /// From little to much energy: points of cividis (Nuñez et al., PLOS ONE 2018), made for all colour vision.
    private static final List<Integer> RAMP = List.of(0x00224e, 0x35456c, 0x666970, 0x948e77, 0xc8b866, 0xfee838);

    /// Of windows and cardinal groups without a choice.
    private static final int NEUTRAL = 0x808080;

    private static final float NEUTRAL_OPACITY = 0.2f;
    private static final float LEAST_OPACITY = 0.15f;

    private final KernelMap map;

    private KernelPictures(KernelMap map) {
        this.map = map;
    }

    static Pictures of(KernelMap map, KernelResults results) {
        KernelPictures pictures = new KernelPictures(map);
        double[] energies = results.energies().stream().mapToDouble(one -> one).toArray();
        double lowest = Arrays.stream(energies).min().orElseThrow();
        double highest = Arrays.stream(energies).max().orElseThrow();
        return new Pictures(
                List.of(pictures.picture(), pictures.energy(energies, lowest, highest)),
                "linear-gradient(90deg,"
                        + String.join(
                                ",", RAMP.stream().map(KernelPictures::css).toList()) + ")",
                lowest,
                highest,
                keys(results),
                results.layers().stream().map(pictures::maps).toList(),
                results.layers().stream().map(pictures::weights).toList());
    }

    private static String css(int colour) {
        return "#%06x".formatted(colour);
    }

    private static List<Swatch> keys(KernelResults results) {
        List<Swatch> keys = new ArrayList<>();
        int shown = Math.min(results.mostGroups(), GROUPS.size());
        boolean isShared = results.mostGroups() > shown;
        for (int group = 0; group < shown; group++) {
            String also = isShared ? ", " + (group + 1 + shown) + " …" : "";
            keys.add(new Swatch(css(GROUPS.get(group)), "group " + (group + 1) + also));
        }
        keys.add(new Swatch(css(NEUTRAL) + "33", "none: shares equal, or the same everywhere"));
        return keys;
    }

    private Tile picture() {
        Image seen = map.seen();
        int unit = unit(seen.width(), WIDEST_PICTURE);
        int width = seen.width() / unit;
        int height = Math.max(seen.height() / unit, 1);
        float[][] planes = new float[seen.channels()][];
        Arrays.setAll(planes, channel -> shrunk(seen.plane(channel), seen.width(), unit, width, height));
        return new Tile("what the network sees", "", png(Image.of(width, height, planes)));
    }

    private static int unit(int width, int widest) {
        return Math.max(1, Math.ceilDiv(width, widest));
    }

    /// The mean of each square of so many pixels.
    private static float[] shrunk(float[] plane, int planeWidth, int unit, int width, int height) {
        float[] small = new float[width * height];
        int rows = Math.min(unit, plane.length / planeWidth);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float sum = 0;
                for (int i = 0; i < rows * unit; i++) {
                    sum += plane[(y * unit + i / unit) * planeWidth + x * unit + i % unit];
                }
                small[y * width + x] = sum / (rows * unit);
            }
        }
        return small;
    }

    private Tile energy(double[] energies, double lowest, double highest) {
        double range = highest > lowest ? highest - lowest : 1;
        return new Tile(
                "energy of fine detail, window by window",
                "",
                map(window -> new Paint(ramp((energies[window] - lowest) / range), 1)));
    }

    /// @param place on the ramp, 0 to 1
    private static int ramp(double place) {
        double at = place * (RAMP.size() - 1);
        int from = Math.min((int) at, RAMP.size() - 2);
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int low = RAMP.get(from) >> shift & 0xff;
            int high = RAMP.get(from + 1) >> shift & 0xff;
            colour |= (int) Math.round(low + (at - from) * (high - low)) << shift;
        }
        return colour;
    }

    private List<Tile> maps(Layer layer) {
        return IntStream.range(0, layer.cardinals())
                .mapToObj(cardinal -> tile(layer, cardinal))
                .toList();
    }

    private Tile tile(Layer layer, int cardinal) {
        Cardinal part = layer.parts().get(cardinal);
        String below = part.steady()
                ? "same"
                : part.chosenRatio().map("%.2f"::formatted).orElse("–");
        return new Tile(Integer.toString(cardinal + 1), below, map(window -> paint(layer, part, window)));
    }

    /// The share that moves most, from its lowest to its highest.
    private List<Tile> weights(Layer layer) {
        return layer.parts().stream().map(this::weight).toList();
    }

    private Tile weight(Cardinal part) {
        if (part.steady()) {
            return new Tile("", "", map(window -> new Paint(NEUTRAL, NEUTRAL_OPACITY)));
        }
        List<Double> shares = part.moving().shares();
        double lowest = Collections.min(shares);
        double highest = Collections.max(shares);
        String range = "%.2f–%.2f".formatted(lowest, highest);
        return new Tile(
                "group " + part.moving().group(),
                range,
                map(window -> new Paint(ramp((shares.get(window) - lowest) / (highest - lowest)), 1)));
    }

    private static Paint paint(Layer layer, Cardinal part, int window) {
        int chosen = part.chosen().get(window);
        if (part.steady() || chosen == KernelResults.OPEN) {
            return new Paint(NEUTRAL, NEUTRAL_OPACITY);
        }
        double even = 1.0 / layer.groups();
        double ahead = (part.largest().get(window) - even) / (1 - even);
        return new Paint(GROUPS.get(chosen % GROUPS.size()), (float) (LEAST_OPACITY + (1 - LEAST_OPACITY) * ahead));
    }

    /// @param colour red, green, blue
    private record Paint(int colour, float opacity) {}

    private interface Painter {
        Paint of(int window);
    }

    private byte[] map(Painter painter) {
        Image seen = map.seen();
        int unit = unit(seen.width(), WIDEST_MAP);
        int width = Math.ceilDiv(seen.width(), unit);
        int height = Math.ceilDiv(seen.height(), unit);
        List<Paint> paints =
                IntStream.range(0, map.windows().size()).mapToObj(painter::of).toList();
        int[] columns = nearest(
                width,
                unit,
                map.windows().subList(0, map.columns()).stream()
                        .mapToDouble(window -> window.left() + window.width() / 2.0)
                        .toArray());
        int[] rows = nearest(
                height,
                unit,
                IntStream.range(0, map.rows())
                        .mapToObj(row -> map.windows().get(row * map.columns()))
                        .mapToDouble((Window window) -> window.top() + window.height() / 2.0)
                        .toArray());
        float[][] planes = new float[4][width * height];
        for (int i = 0; i < width * height; i++) {
            Paint paint = paints.get(rows[i / width] * map.columns() + columns[i % width]);
            for (int channel = 0; channel < 3; channel++) {
                planes[channel][i] = (paint.colour >> (16 - 8 * channel) & 0xff) / 255f;
            }
            planes[3][i] = paint.opacity;
        }
        return png(Image.of(width, height, planes[0], planes[1], planes[2]).withAlpha(planes[3]));
    }

    /// For each pixel the number of the centre next to it.
    private static int[] nearest(int pixels, int unit, double[] centres) {
        int[] nearest = new int[pixels];
        for (int i = 0; i < pixels; i++) {
            double at = (i + 0.5) * unit;
            int best = 0;
            for (int j = 1; j < centres.length; j++) {
                best = Math.abs(centres[j] - at) < Math.abs(centres[best] - at) ? j : best;
            }
            nearest[i] = best;
        }
        return nearest;
    }

    private static byte[] png(Image image) {
        return ImageFiles.encode(image.quantised(), WriteOptions.of(Format.PNG));
    }
}
