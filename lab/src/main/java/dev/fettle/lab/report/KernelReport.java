package dev.fettle.lab.report;

import dev.fettle.file.AtomicFile;
import dev.fettle.lab.report.KernelResults.Control;
import dev.fettle.lab.report.KernelResults.Layer;
import dev.fettle.lab.report.KernelResults.Strongest;
import dev.fettle.lab.report.SweepReport.Drawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// A kernel map as one page: the picture, what the choices go with, and the choice of every layer as small maps.
public final class KernelReport {
    /// What the layers' maps need beyond the page's style. Maps share a row as far as it reaches.
    private static final String STYLE = """
            <style>
            .overview { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
            .overview img, .maps img { display: block; width: 100%; height: auto; image-rendering: pixelated; }
            .overview img { border-radius: 4px; }
            .layer { display: grid; grid-template-columns: 16rem 1fr; gap: .5rem 1.25rem; padding: .8rem 0;
              border-top: 1px solid var(--line); align-items: start; }
            @media (max-width: 46rem) { .layer { grid-template-columns: 1fr; } }
            .layer dl { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; margin: 0; font-size: .85rem;
              font-variant-numeric: tabular-nums; }
            .layer dt { color: var(--soft); }
            .layer dd { margin: 0; }
            .maps { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(var(--map), 1fr)); max-width: var(--maps); }
            .maps + .maps { margin-top: .6rem; }
            .maps img { border: 1px solid var(--line); }
            .maps figcaption { line-height: 1.3; }
            .maps small { display: inline-block; margin-left: .4rem; white-space: nowrap; }
            .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; padding: 0; }
            .legend i { display: inline-block; width: 1rem; height: 1rem; margin-right: .4rem; vertical-align: -.15rem;
              border: 1px solid var(--line); }
            .ramp { display: inline-block; width: 8rem; height: .8rem; vertical-align: -.1rem; margin: 0 .4rem; }
            </style>
            """;

    /// A colour and what it stands for.
    ///
    /// @param colour as a style sheet writes it
    public record Swatch(String colour, String label) {}

    /// The pictures of a page.
    ///
    /// @param overview the picture, and its energy
    /// @param ramp the colours of the energy, as a style sheet writes a gradient
    /// @param lowest energy on the ramp
    /// @param highest energy on the ramp
    /// @param keys to the colours of the maps
    /// @param maps for each layer the choices of its cardinal groups
    /// @param weights for each layer the weight that varies most of each cardinal group
    public record Pictures(
            List<CropPanel.Tile> overview,
            String ramp,
            double lowest,
            double highest,
            List<Swatch> keys,
            List<List<CropPanel.Tile>> maps,
            List<List<CropPanel.Tile>> weights) {
        public Pictures {
            overview = List.copyOf(overview);
            keys = List.copyOf(keys);
            maps = List.copyOf(maps);
            weights = List.copyOf(weights);
        }
    }

    private final KernelResults results;
    private final Pictures pictures;
    private final HtmlPage page;

    private KernelReport(KernelResults results, Pictures pictures) {
        this.results = results;
        this.pictures = pictures;
        page = new HtmlPage("Kernels of " + results.model());
    }

    /// @param made by what and when
    public static void write(Path file, KernelResults results, Pictures pictures, String made) throws IOException {
        String html = new KernelReport(results, pictures).html(made);
        AtomicFile.write(file, out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    }

    private String html(String made) {
        page.add(STYLE);
        page.add("<p>Which kernels the network mixes for each part of <b>" + HtmlPage.escaped(results.picture())
                + "</b> (" + results.width() + "×" + results.height() + " as the network sees it): "
                + results.columns() + "×" + results.rows() + " windows of " + results.window() + " pixels.</p>\n");
        page.notes(results.notes());
        overview();
        page.add("<h2>Over the depth of the network</h2>\n");
        summary(results).forEach(line -> page.add("<p>" + HtmlPage.escaped(line) + "</p>\n"));
        if (SvgDrawing.problem().isPresent()) {
            page.notes(List.of(SvgDrawing.problem().orElseThrow()));
        } else {
            List<Drawn> charts =
                    KernelCharts.of(results).stream().map(Charts.Named::drawn).toList();
            page.charts(charts);
        }
        layers();
        method(made);
        return page.closed();
    }

    /// Many cardinal groups need small maps; a single one may be large.
    private String mapWidths() {
        int most = results.layers().stream().mapToInt(Layer::cardinals).max().orElse(1);
        String width = most <= 2 ? "14rem" : most <= 4 ? "10rem" : "6.2rem";
        return "--map: " + width + "; --maps: " + (most == 1 ? "20rem" : "none");
    }

    private void overview() {
        page.add("<div class=\"overview\">\n");
        pictures.overview().forEach(page::tile);
        page.add(
                "</div>\n<p class=\"soft\">Energy of fine detail, log scale: %.1f<span class=\"ramp\" style=\"background:%s\"></span>%.1f</p>\n"
                        .formatted(pictures.lowest(), pictures.ramp(), pictures.highest()));
    }

    /// What the numbers of all layers come to, for page and terminal.
    static List<String> summary(KernelResults results) {
        if (results.choosing().isEmpty()) {
            return List.of();
        }
        int layers = results.choosing().size();
        return List.of(
                "On average over the layers the chosen group tells %s of the variance of the energy of fine detail, the weights tell %s; in brackets: the same network untrained, which has learnt nothing about detail."
                        .formatted(
                                text(
                                        mean(results.layers(), Layer::chosenRatio),
                                        mean(results.untrained(), Control::chosenRatio)),
                                text(
                                        mean(results.layers(), Layer::weightsDetermination),
                                        mean(results.untrained(), Control::weightsDetermination))),
                "From the first layer to the last, what the chosen group tells about the energy of fine detail %s; what the weights tell %s; the entropy of the weights %s."
                        .formatted(
                                trend(results.trend().chosenRatio(), layers),
                                trend(results.trend().weightsDetermination(), layers),
                                trend(
                                        results.trend().entropy(),
                                        results.layers().size())));
    }

    private static <T> Optional<Double> mean(List<T> of, Function<T, Optional<Double>> number) {
        List<Double> known = of.stream().map(number).flatMap(Optional::stream).toList();
        return known.isEmpty() ? Optional.empty() : Optional.of(Spread.of(known).mean());
    }

    /// Ranks without a trend reach 1.96 / √(n - 1) in one case of twenty.
    private static String trend(Optional<Double> rank, int layers) {
        if (rank.isEmpty()) {
            return "has no trend to be told from so few layers";
        }
        double value = rank.get();
        boolean isClear = Math.abs(value) > 1.96 / Math.sqrt(layers - 1.0);
        String way = !isClear ? "has no clear trend" : value > 0 ? "rises" : "falls";
        return String.format(Locale.ROOT, "%s (rank correlation %+.2f over %d layers)", way, value, layers);
    }

    private void layers() {
        page.add(
                "<h2>Layers</h2>\n<p>The colour is the largest group of each window, its strength the share: pale where all groups have equal shares, full where there is one alone.");
        page.add(
                " Below each map: the number of the cardinal group, and its η² with the energy, or a dash where one group is the largest everywhere.</p>\n");
        page.add(
                "<p>The second row of each layer shows the weights behind the choice: the share that varies most, from its lowest value (dark) to its highest (yellow), however small that range is.</p>\n<ul class=\"legend\">\n");
        pictures.keys()
                .forEach(key -> page.add("<li><i style=\"background:" + key.colour() + "\"></i>"
                        + HtmlPage.escaped(key.label()) + "</li>\n"));
        page.add("</ul>\n");
        for (int i = 0; i < results.layers().size(); i++) {
            layer(i);
        }
    }

    private void layer(int index) {
        Layer layer = results.layers().get(index);
        Control control = results.untrained().get(index);
        page.add("<section class=\"layer\">\n<div>\n<h3>" + (index + 1) + ". " + HtmlPage.escaped(layer.name())
                + "</h3>\n<dl>");
        entry("groups × cardinals", layer.groups() + " × " + layer.cardinals());
        entry("entropy", number(layer.entropy()));
        entry("largest share", number(layer.largest()));
        entry("variation", "%.3f".formatted(layer.variation()));
        if (layer.hasNoChoice()) {
            page.add("</dl>\n</div>\n<p class=\"soft\">The same mixture in all windows.</p>\n</section>\n");
            return;
        }
        entry("η² (untrained)", text(layer.chosenRatio(), control.chosenRatio()));
        entry("R² (untrained)", text(layer.weightsDetermination(), control.weightsDetermination()));
        entry("strongest", strongest(layer));
        if (layer.steady() > 0) {
            entry("steady", layer.steady() + " of " + layer.cardinals());
        }
        page.add("</dl>\n</div>\n<div>\n");
        maps(pictures.maps().get(index));
        maps(pictures.weights().get(index));
        page.add("</div>\n</section>\n");
    }

    private void maps(List<CropPanel.Tile> maps) {
        page.add("<div class=\"maps\" style=\"" + mapWidths() + "\">\n");
        maps.forEach(page::tile);
        page.add("</div>\n");
    }

    private void entry(String name, String value) {
        page.add("<dt>" + name + "</dt><dd>" + HtmlPage.escaped(value) + "</dd>");
    }

    /// `0.42`
    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /// The number, or a dash where it is not defined.
    static String text(Optional<Double> value) {
        return value.map(KernelReport::number).orElse("–");
    }

    /// `0.42 (0.31)`: a trained network's number and that of the untrained one.
    static String text(Optional<Double> trained, Optional<Double> untrained) {
        return text(trained) + " (" + text(untrained) + ")";
    }

    /// `+0.71, group 2 of cardinal 3`
    static String strongest(Layer layer) {
        return layer.strongest().map(one -> strongest(layer, one)).orElse("–");
    }

    private static String strongest(Layer layer, Strongest one) {
        String cardinal = layer.cardinals() == 1 ? "" : " of cardinal " + one.cardinal();
        return String.format(Locale.ROOT, "%+.2f, group %d%s", one.correlation(), one.group(), cardinal);
    }

    private void method(String made) {
        page.add("<h2>How it was measured</h2>\n<ul>\n");
        for (String line : List.of(
                made,
                "Share of a group: |β| / Σ|β|; after a softmax the weight itself.",
                "Energy of a window: log10(E + 1/12), E the mean square of luma (0..255) minus its Gaussian blur of σ = 1 pixel; 1/12 is the variance of rounding.",
                "η²: the correlation ratio, the part of the energies' variance that lies between the chosen groups. R²: the part that a linear function of the shares tells. By chance, and of independent windows, both would be "
                        + number(results.chance()) + ".",
                "Untrained: the same network with fresh weights (seed 1), on the same windows. Means of features differ between texture and sky whatever a router makes of them; what training has done is the difference.",
                "Entropy in units of log k; variation: root of the summed variances of the shares over the windows. A cardinal group whose variation is below "
                        + KernelResults.STEADY_BELOW
                        + " is steady: it has no choice and no correlation. A window is open if the largest share is less than "
                        + KernelResults.OPEN_BELOW + " ahead of the next.",
                "Strongest: the largest of the k · d correlations (Pearson) of a share with the energy.")) {
            page.add("<li>" + HtmlPage.escaped(line) + "</li>\n");
        }
        page.add("</ul>\n");
    }
}
