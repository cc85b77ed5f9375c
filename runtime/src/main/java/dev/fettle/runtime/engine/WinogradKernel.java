package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Panels.Panel;
import dev.fettle.runtime.engine.Scratch.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Convolution by Winograd's F(m×n, r×s), 3×3 or what is folded from it ({@link Fold}): tiles of input are transformed, multiplied point by point
/// with transformed filters, and transformed back. Lavin and Gray, CVPR 2016, sec. 4.1.
///
/// For each of the points the products over all channels are a matrix product (tiles × channels)
/// · (channels × filters). They need the transformed input of their own point alone, so they are written in its
/// place: a patch's tiles take half the cache, and a layer's weights, which are read once per patch, serve
/// more of them ({@link Traffic}). Where there are many more filters than channels they are taken in
/// groups, whose products lie behind the input. Of a convolution in groups each panel reads its own channels
/// ({@link Panels}).
///
/// Scratch: point by point, tile by tile, channel by channel, so that a product touches few pages. What is
/// done in place has slots for the channels or the filters of a point, whichever are more. Where one panel holds
/// all filters, a block of tiles is read for the last time when its products are written; else these go to
/// the slot of the point before, and the input of the first point lies in the second slot.
///
/// Packed weights: group by group, point by point, panel by panel of a few vectors (channel, filter).
final class WinogradKernel implements Kernel {
    /// Floats of a patch's tiles that are aimed at, for each lane: 600 KB with 512-bit vectors, whose cores have a
    /// second-level cache of 1 MB or more, 300 KB with 256-bit ones. A strip of tiles may be more.
    private static final int PATCH_FLOATS = 9600;

    private static final int GROUP_FILTERS = 64;
    private static final int MOST_TILES = 48;

    /// Cells that are worth a strip: neighbours share the vertical transform of two columns.
    private static final int STRIP = 12;

    /// Keeps points from falling on the same cache lines.
    private static final int PAD = 16;

    /// Floats of a point's channels are neighbours.
    private static final int[] ONE_RUN = {0, 0};

    private final Geometry original;
    private final Fold fold;

    /// Of what is computed.
    private final Geometry geometry;

    /// Of each group of filters.
    private final List<List<FoldedEdge>> edges;

    private final Lanes lanes;
    private final TileTransform transform;
    private final int points;
    private final int channelStep;
    private final int filterVectors;
    private final int groupVectors;
    private final boolean inPlace;
    private final boolean oneSlotLater;

    /// Of each group of filters.
    private final Panel[][] panels;

    private final int packedFloats;
    private final Points.Steps sourceSteps;
    private final Points.Steps productSteps;

    /// Of each group of filters.
    private final Patch.Sums[] sums;
    private final int block;
    private final int tiles;

    WinogradKernel(Geometry geometry, Lanes lanes, TileTransform transform) {
        this(geometry, Fold.NONE, lanes, transform, MOST_TILES);
    }

    WinogradKernel(Geometry geometry, Fold fold, Lanes lanes, TileTransform transform) {
        this(geometry, fold, lanes, transform, MOST_TILES);
    }

    private WinogradKernel(Geometry original, Fold fold, Lanes lanes, TileTransform transform, int mostTiles) {
        this.original = original;
        this.fold = fold;
        geometry = fold.of(original);
        this.lanes = lanes;
        this.transform = transform;
        points = transform.points();
        channelStep = Math.ceilDiv(geometry.channels(), lanes.count()) * lanes.count();
        filterVectors = Panels.sumVectors(geometry, lanes);
        boolean isGrouped = geometry.convolve().groups() > 1;
        inPlace = isGrouped
                || filterVectors * lanes.count() <= channelStep + GROUP_FILTERS; // else groups take less memory
        groupVectors = inPlace ? filterVectors : GROUP_FILTERS / lanes.count();
        int sourceFloats = inPlace ? Math.max(channelStep, groupFilters()) : channelStep;
        int floats = points * (inPlace ? sourceFloats : sourceFloats + groupFilters());
        Panels all = Panels.of(geometry, lanes, points, groupVectors);
        panels = all.groups().stream().map(group -> group.toArray(Panel[]::new)).toArray(Panel[][]::new);
        edges = edges(all);
        packedFloats = all.weights() + edges.stream()
                        .flatMap(List::stream)
                        .mapToInt(FoldedEdge::packedFloats)
                        .sum();
        oneSlotLater = inPlace && panels[0].length > 1;
        block = lanes.wholeBlocks(
                isGrouped ? Panels.vectorsTogether(geometry, lanes) : filterVectors,
                Panels.mostVectors(geometry, lanes));
        int fitting = Math.clamp(PATCH_FLOATS * lanes.count() / floats, STRIP, MOST_TILES);
        tiles = Math.max(block, Math.min(fitting / block, Math.ceilDiv(mostTiles, block)) * block);
        sourceSteps = steps(sourceFloats);
        productSteps = inPlace ? sourceSteps : steps(groupFilters());
        sums = new Patch.Sums[Math.ceilDiv(filterVectors, groupVectors)];
        Arrays.setAll(sums, this::sums);
    }

    private List<List<FoldedEdge>> edges(Panels all) {
        List<List<FoldedEdge>> found = new ArrayList<>();
        int from = all.weights();
        for (List<Panel> group : all.groups()) {
            List<FoldedEdge> ofGroup = FoldedEdge.of(geometry, lanes, fold, group, from);
            from += ofGroup.stream().mapToInt(FoldedEdge::packedFloats).sum();
            found.add(ofGroup);
        }
        return found;
    }

    private Points.Steps steps(int floats) {
        return new Points.Steps(floats, tiles * floats + PAD);
    }

    private Patch.Sums sums(int group) {
        int firstPlace = group * groupFilters();
        return new Patch.Sums(groupFilters(), firstPlace, Math.min(groupFilters(), geometry.filters() - firstPlace));
    }

    private int groupFilters() {
        return groupVectors * lanes.count();
    }

    /// What a tile fetches from behind a first-level cache of so many bytes.
    Traffic traffic(long firstCacheBytes) {
        int panel = Math.min(Panels.mostVectors(geometry, lanes), groupVectors);
        return Traffic.of(
                new Traffic.Way(
                        grid(),
                        channelStep,
                        filterVectors * lanes.count(),
                        panel * lanes.count(),
                        lanes.pixels(panel),
                        tiles,
                        VectorTile.TILES,
                        lanes.count(),
                        inPlace),
                firstCacheBytes);
    }

    @Override
    public String label() {
        return "winograd " + grid() + "×" + cellColumns();
    }

    @Override
    public int grid() {
        return transform.down().side();
    }

    @Override
    public int cellColumns() {
        return transform.across().side();
    }

    @Override
    public int gridColumns() {
        return cellColumns();
    }

    @Override
    public Fold fold() {
        return fold;
    }

    @Override
    public int cellsPerJob() {
        return tiles;
    }

    @Override
    public Kernel forPatches(int cells) {
        return cells >= tiles ? this : new WinogradKernel(original, fold, lanes, transform, cells);
    }

    @Override
    public int blockCells() {
        return block;
    }

    @Override
    public int packedFloats() {
        return packedFloats;
    }

    @Override
    public boolean readsParts() {
        return true;
    }

    @Override
    public int overreach() {
        return lanes.count();
    }

    @Override
    public Scratch scratch(Layout input) {
        int edge = edges.stream()
                .flatMap(List::stream)
                .mapToInt(some -> some.scratchFloats(Math.max(grid(), cellColumns()), groupFilters()))
                .max()
                .orElse(0);
        return Scratch.of(Part.FIRST, edgeFrom() + edge)
                .and(Part.TRANSFORM, transform.scratchFloats())
                .and(Part.RUNS, transform.down().points());
    }

    private int sourceFrom() {
        return oneSlotLater ? sourceSteps.point() : 0;
    }

    private int productFrom() {
        return inPlace ? 0 : points * sourceSteps.point();
    }

    /// Where a tile of samples lies that is made of products.
    private int tileFrom() {
        return sourceFrom() + points * (sourceSteps.point() + (inPlace ? 0 : productSteps.point()));
    }

    /// Where there is memory for what is taken away at edges.
    private int edgeFrom() {
        return tileFrom() + grid() * cellColumns() * groupFilters();
    }

    @Override
    public void pack(Filters filters, float[] packed) {
        Arrays.fill(packed, 0, packedFloats(), 0);
        double[] taps = new double[geometry.kernelHeight() * geometry.kernelWidth()];
        double[] half = new double[transform.down().points() * geometry.kernelWidth()];
        edges.forEach(group -> group.forEach(edge -> edge.pack(filters, packed)));
        for (Panel[] group : panels) {
            for (Panel panel : group) {
                packPanel(filters, panel, taps, half, packed);
            }
        }
    }

    private void packPanel(Filters filters, Panel panel, double[] taps, double[] half, float[] packed) {
        for (int i = 0; i < panel.filters(); i++) {
            int place = panel.first() + i;
            int first = place / geometry.filtersPerGroup() * geometry.channelsPerGroup() - panel.firstChannel();
            for (int channel = 0; channel < geometry.channelsPerGroup(); channel++) {
                fold.taps(filters, place, channel, geometry, taps);
                applyFilterMatrix(taps, half);
                packPoints(half, packed, panel.position(i, first + channel, lanes.count()), panel.pointStep());
            }
        }
    }

    /// G g
    private void applyFilterMatrix(double[] taps, double[] half) {
        double[][] matrix = transform.down().filterMatrix();
        int width = geometry.kernelWidth();
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < width; j++) {
                half[width * i + j] = dot(matrix[i], taps, j, width);
            }
        }
    }

    /// (G g) Gᵀ
    private void packPoints(double[] half, float[] packed, int to, int step) {
        double[][] matrix = transform.across().filterMatrix();
        int width = geometry.kernelWidth();
        for (int i = 0; i < transform.down().points(); i++) {
            for (int j = 0; j < matrix.length; j++) {
                packed[to + (i * matrix.length + j) * step] = (float) dot(matrix[j], half, width * i, 1);
            }
        }
    }

    private static double dot(double[] row, double[] values, int from, int step) {
        double sum = row[0] * values[from];
        for (int i = 1; i < row.length; i++) {
            sum += row[i] * values[from + i * step];
        }
        return sum;
    }

    /// In vectors of filters, and in single precision: this is done anew for each window.
    @Override
    public void packMixed(Filters filters, float[] packed) {
        if (geometry.convolve().groups() > 1 || !fold.isNone()) {
            pack(filters, packed);
            return;
        }
        for (Panel[] group : panels) {
            for (Panel panel : group) {
                packMixed(filters, panel, packed);
            }
        }
    }

    private void packMixed(Filters filters, Panel panel, float[] packed) {
        int channelStep = panel.vectors() * lanes.count();
        for (int place = 0; place < panel.filters(); place += lanes.count()) {
            int to = panel.position(place, 0, lanes.count());
            Taps.Target target = new Taps.Target(packed, to, channelStep, panel.pointStep());
            transform.filters(new Taps(filters, panel.first() + place, geometry.channels(), target));
        }
    }

    @Override
    public void compute(Patch patch, float[] packed, Workspace workspace) {
        transformInput(patch, workspace);
        for (int group = 0; group < sums.length; group++) {
            multiply(patch.cells(), group, packed, workspace);
            transformOutput(patch, group, packed, workspace);
        }
    }

    private void transformInput(Patch patch, Workspace workspace) {
        Points source = workspace.source;
        int strip;
        for (int tile = 0; tile < patch.cells(); tile += strip) {
            patch.moveTo(tile);
            strip = patch.strip();
            int from = sourceFrom() + tile * sourceSteps.tile();
            for (InputPart part : patch.parts()) { // a part's last vector reaches over the first channels of the next
                int channels = Math.min(part.layout().channels(), geometry.channels() - part.channel());
                if (channels <= 0) {
                    continue; // shifted channels of a fold
                }
                int before = fold.before() * patch.pixelStep();
                for (int row = 0; row < transform.down().points(); row++) {
                    workspace.runs[row] = patch.tapPosition(part.layout(), row - fold.above()) - before;
                }
                source.begin(workspace.first, from + part.channel(), sourceSteps, channels);
                if (fold.isNone()) {
                    source.takeTwin(part.twin() - part.channel(), part.right());
                }
                source.takeColumns(part, patch.firstTapColumn() - fold.before());
                transform.input(patch.input(), workspace.runs, patch.pixelStep(), strip, source, workspace);
            }
        }
    }

    private void multiply(int count, int group, float[] packed, Workspace workspace) {
        float[] tiles = workspace.first;
        Block block = workspace.block;
        block.begin(tiles, sourceSteps.tile(), ONE_RUN, 1, geometry.channels(), packed, tiles, productSteps.tile());
        int to = productFrom() - sums[group].firstPlace();
        for (int point = 0; point < points; point++) {
            int from = sourceFrom() + point * sourceSteps.point();
            for (Panel panel : panels[group]) {
                block.takeChannels(panel.channels());
                block.takeFilters(panel.weights() + point * panel.pointStep(), panel.vectors());
                multiplyPanel(block, count, from + panel.firstChannel(), to + panel.first());
            }
            to += productSteps.point();
        }
    }

    /// All tiles with one panel of filters.
    private void multiplyPanel(Block block, int count, int from, int to) {
        int pixels = lanes.pixels(block.vectors);
        for (int tile = 0; tile < count; tile += pixels) {
            block.moveTo(
                    from + tile * sourceSteps.tile(), to + tile * productSteps.tile(), Math.min(pixels, count - tile));
            lanes.accumulate(block);
        }
    }

    private void transformOutput(Patch patch, int group, float[] packed, Workspace workspace) {
        Points products = workspace.products;
        products.begin(workspace.first, productFrom(), productSteps, sums[group].pixelStep());
        for (int tile = 0; tile < patch.cells(); tile++) {
            patch.moveTo(tile);
            if (transform.finishes() && patch.isWhole(sums[group]) && !isAtEdge(group, patch)) {
                patch.takeTile(sums[group]);
                transform.finish(products, tile, workspace);
                patch.endTile(sums[group]);
            } else {
                finishRows(patch, tile, group, packed, workspace);
            }
        }
    }

    private boolean isAtEdge(int group, Patch patch) {
        for (FoldedEdge edge : edges.get(group)) {
            if (edge.touches(patch)) {
                return true;
            }
        }
        return false;
    }

    /// Through a tile of samples, for a tile that is cut off or whose samples go to several places.
    private void finishRows(Patch patch, int tile, int group, float[] packed, Workspace workspace) {
        transform.output(workspace.products, tile, workspace.first, tileFrom(), workspace);
        for (FoldedEdge edge : edges.get(group)) {
            if (edge.touches(patch)) {
                edge.subtract(patch, sums[group], tileFrom(), cellColumns(), packed, edgeFrom(), workspace);
            }
        }
        for (int row = patch.firstRow(); row < patch.rows(); row++) {
            patch.finish(sums[group], tileFrom() + row * cellColumns() * groupFilters(), row);
        }
    }
}
