package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Panels.Panel;
import dev.fettle.runtime.engine.Scratch.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Convolution by Winograd's F(m×n, r×s), 3×3 or what is folded from it ({@link Fold}): tiles of input are transformed,
/// multiplied point by point with transformed filters, and transformed back. Lavin and Gray, CVPR 2016, sec. 4.1.
///
/// For each of the points the products over all channels are a matrix product (tiles × channels)
/// · (channels × filters). They need the transformed input of their own point alone, so they are written in its
/// place: a patch's tiles take half the cache, and a layer's weights, which are read once per patch, serve
/// more of them ({@link Traffic}). Where there are many more filters than channels they are taken in
/// groups, whose products lie behind the input. Of a convolution in groups each panel reads its own channels, and wide
/// groups are layers of their own, one after the other ({@link Panels}).
///
/// Scratch: point by point, tile by tile, channel by channel, so that a product touches few pages. What is
/// done in place has slots for the channels or the filters of a point, whichever are more. Where one panel holds
/// all filters, a block of tiles is read for the last time when its products are written; else these go to
/// the slot of the point before, and the input of the first point lies in the second slot.
///
/// Packed weights: {@link WinogradWeights}.
final class WinogradKernel implements Kernel {
    /// Floats of a patch's tiles that are aimed at, for each lane: 600 KB with 512-bit vectors, whose cores have a
    /// second-level cache of 1 MB or more, 300 KB with 256-bit ones. A strip of tiles may be more.
    private static final int PATCH_FLOATS = 9600;

    private static final int GROUP_FILTERS = 64;
    private static final int MOST_TILES = 48;

    /// Cells that are worth a strip: neighbours share the vertical transform of two columns, and rows of their samples
    /// are finished together.
    private static final int STRIP = 12;

    /// Blocks of a patch, at least: filters come from far for the first and are near for the others. With one, products
    /// with one or two vectors of filters of 128 and more channels took up to 1.6 times as long (Zen 4).
    private static final int LEAST_BLOCKS = 2;

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

    /// Whether each group of filters has channels of its own, which are transformed for it.
    private final boolean isApart;

    /// Of each group of filters.
    private final Panel[][] panels;

    private final WinogradWeights weights;
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
        boolean isGrouped = geometry.convolve().groups() > 1;
        isApart = Panels.areApart(geometry, lanes);
        int channels = isApart ? geometry.channelsPerGroup() : geometry.channels();
        channelStep = Math.ceilDiv(channels, lanes.count()) * lanes.count();
        filterVectors = Panels.sumVectors(geometry, lanes);
        inPlace = isGrouped
                || filterVectors * lanes.count() <= channelStep + GROUP_FILTERS; // else groups take less memory
        if (isApart) {
            groupVectors = geometry.filtersPerGroup() / lanes.count();
        } else {
            groupVectors = inPlace ? filterVectors : GROUP_FILTERS / lanes.count();
        }
        int sourceFloats = inPlace ? Math.max(channelStep, groupFilters()) : channelStep;
        int floats = points * (inPlace ? sourceFloats : sourceFloats + groupFilters());
        Panels all = Panels.of(geometry, lanes, points, groupVectors);
        panels = all.groups().stream().map(group -> group.toArray(Panel[]::new)).toArray(Panel[][]::new);
        edges = edges(all);
        weights = new WinogradWeights(geometry, fold, lanes, transform, all.groups(), edges);
        packedFloats = all.weights()
                + edges.stream()
                        .flatMap(List::stream)
                        .mapToInt(FoldedEdge::packedFloats)
                        .sum();
        oneSlotLater = inPlace && panels[0].length > 1;
        block = lanes.wholeBlocks(
                isGrouped ? Panels.vectorsTogether(geometry, lanes) : filterVectors,
                Panels.mostVectors(geometry, lanes));
        int least = Math.max(STRIP, LEAST_BLOCKS * block);
        int fitting = Math.clamp(PATCH_FLOATS * lanes.count() / floats, least, MOST_TILES);
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
                        transform,
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
        return !isApart;
    }

    @Override
    public int overreach() {
        return lanes.count();
    }

    @Override
    public Scratch scratch(Layout input) {
        int edge = edges.stream()
                .flatMap(List::stream)
                .mapToInt(some -> some.scratchFloats(Math.max(grid(), stripColumns()), groupFilters()))
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

    /// Where a strip of samples lies that is made of products.
    private int samplesFrom() {
        return sourceFrom() + points * (sourceSteps.point() + (inPlace ? 0 : productSteps.point()));
    }

    private int stripColumns() {
        return Math.min(STRIP, tiles) * cellColumns();
    }

    /// Where there is memory for what is taken away at edges.
    private int edgeFrom() {
        return samplesFrom() + grid() * stripColumns() * groupFilters();
    }

    @Override
    public void pack(Filters filters, float[] packed) {
        weights.pack(filters, packed, packedFloats);
    }

    @Override
    public void packMixed(Filters filters, float[] packed) {
        if (geometry.convolve().groups() > 1 || !fold.isNone()) {
            pack(filters, packed);
        } else {
            weights.packMixed(filters, packed);
        }
    }

    @Override
    public void compute(Patch patch, float[] packed, Workspace workspace) {
        for (int group = 0; group < sums.length; group++) {
            if (isApart) {
                transformOwnInput(patch, panels[group][0], workspace);
            } else if (group == 0) {
                transformInput(patch, workspace);
            }
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

    /// The channels of one group.
    private void transformOwnInput(Patch patch, Panel panel, Workspace workspace) {
        Points source = workspace.source;
        Layout layout = patch.parts()[0].layout();
        int strip;
        for (int tile = 0; tile < patch.cells(); tile += strip) {
            patch.moveTo(tile);
            strip = patch.strip();
            for (int row = 0; row < transform.down().points(); row++) {
                workspace.runs[row] = patch.tapPosition(layout, row) + panel.firstChannel();
            }
            source.begin(workspace.first, sourceFrom() + tile * sourceSteps.tile(), sourceSteps, panel.channels());
            transform.input(patch.input(), workspace.runs, patch.pixelStep(), strip, source, workspace);
        }
    }

    private void multiply(int count, int group, float[] packed, Workspace workspace) {
        float[] tiles = workspace.first;
        Block block = workspace.block;
        block.begin(tiles, sourceSteps.tile(), ONE_RUN, 1, geometry.channels(), packed, tiles, productSteps.tile());
        int first = sourceFrom() - (isApart ? panels[group][0].firstChannel() : 0);
        int to = productFrom() - sums[group].firstPlace();
        for (int point = 0; point < points; point++) {
            int from = first + point * sourceSteps.point();
            for (Panel panel : panels[group]) {
                block.takeFilters(panel.weights() + point * panel.pointStep(), panel.vectors(), panel.filters());
                if (panel.isDealt()) {
                    block.takeChannels(panel.dealt());
                    block.moveTo(from + panel.firstChannel(), to + panel.first(), count);
                    lanes.accumulateGroups(block);
                } else {
                    block.takeChannels(panel.channels());
                    multiplyPanel(block, count, from + panel.firstChannel(), to + panel.first());
                }
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

    /// Through a strip of samples, so that its rows are written in long runs: memory that no cache holds is fetched
    /// ahead then, which it is not for the rows of one tile after the other.
    private void transformOutput(Patch patch, int group, float[] packed, Workspace workspace) {
        Points products = workspace.products;
        products.begin(workspace.first, productFrom(), productSteps, groupFilters());
        int strip;
        for (int tile = 0; tile < patch.cells(); tile += strip) {
            patch.moveTo(tile);
            strip = Math.min(patch.strip(), STRIP);
            patch.moveTo(tile, strip);
            transform.output(products, tile, strip, workspace.first, samplesFrom(), workspace);
            if (!edges.get(group).isEmpty()) {
                subtractEdges(patch, group, strip, packed, workspace);
            }
            for (int row = patch.firstRow(); row < patch.rows(); row++) {
                int from = samplesFrom() + row * strip * cellColumns() * groupFilters();
                patch.finish(sums[group], from, row);
            }
        }
    }

    private void subtractEdges(Patch patch, int group, int cells, float[] packed, Workspace workspace) {
        FoldedEdge.Strip strip = new FoldedEdge.Strip(sums[group], samplesFrom(), cells * cellColumns(), edgeFrom());
        for (FoldedEdge edge : edges.get(group)) {
            edge.subtract(patch, strip, packed, workspace);
        }
    }
}
