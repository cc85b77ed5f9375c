package dev.fettle.runtime.engine;

import java.util.Arrays;

/// 3×3 convolution by Winograd's F(m×m, 3×3): tiles of input are transformed, multiplied point by point
/// with transformed filters, and transformed back. Lavin and Gray, CVPR 2016, sec. 4.1.
///
/// For each of the (m + 2)² points the products over all channels are a matrix product (tiles × channels)
/// · (channels × filters). Filters are taken in groups, so that a patch's products stay in the
/// second-level cache.
///
/// Packed weights: group by group, point by point, panel by panel of one or two vectors (channel,
/// filter).
final class WinogradKernel implements Kernel {
    /// Floats of a patch's transformed tiles, before and after the products, that are aimed at: a quarter of
    /// a second-level cache of 1 MB. One block of tiles may be more: 395 KB for F(6×6) with 64 channels.
    private static final int PATCH_FLOATS = 1 << 16;

    private static final int GROUP_FILTERS = 64;
    private static final int MOST_TILES = 48;

    /// Keeps tiles from falling on the same cache lines.
    private static final int PAD = 16;

    private final Geometry geometry;
    private final Lanes lanes;
    private final TileTransform transform;
    private final int points;
    private final int channelStep;
    private final int filterVectors;
    private final int groupVectors;
    private final int block;
    private final int tiles;

    WinogradKernel(Geometry geometry, Lanes lanes, TileTransform transform) {
        this.geometry = geometry;
        this.lanes = lanes;
        this.transform = transform;
        int inputs = transform.side() + 2;
        points = inputs * inputs;
        channelStep = Math.ceilDiv(geometry.channels(), lanes.count()) * lanes.count();
        filterVectors = Math.ceilDiv(geometry.filters(), lanes.count());
        groupVectors = Math.min(filterVectors, GROUP_FILTERS / lanes.count());
        block = Math.max(lanes.pixels(1), lanes.pixels(lanes.vectors())); // one is a multiple of the other
        int fitting = PATCH_FLOATS / (sourceStep() + productStep());
        tiles = Math.max(block, Math.min(fitting, MOST_TILES) / block * block);
    }

    private int sourceStep() {
        return points * channelStep + PAD;
    }

    private int groupFilters() {
        return groupVectors * lanes.count();
    }

    private int productStep() {
        return points * groupFilters() + PAD;
    }

    @Override
    public String label() {
        return "winograd " + transform.side() + "×" + transform.side();
    }

    @Override
    public int grid() {
        return transform.side();
    }

    @Override
    public int cellColumns() {
        return transform.side();
    }

    @Override
    public int cellsPerJob() {
        return tiles;
    }

    @Override
    public int bandsPerJob() {
        return tiles / block;
    }

    @Override
    public int packedFloats() {
        long floats = (long) points * geometry.channels() * filterVectors * lanes.count();
        return Math.toIntExact(floats);
    }

    @Override
    public int overreach() {
        return lanes.count();
    }

    @Override
    public int scratchFloats() {
        return tileFrom() + transform.side() * transform.side() * groupFilters();
    }

    @Override
    public int transformFloats() {
        return transform.scratchFloats();
    }

    private int productFrom() {
        return tiles * sourceStep();
    }

    private int tileFrom() {
        return productFrom() + tiles * productStep();
    }

    @Override
    public void pack(Filters filters, float[] packed) {
        Arrays.fill(packed, 0, packedFloats(), 0);
        double[] taps = new double[9];
        double[] half = new double[3 * (transform.side() + 2)];
        for (int place = 0; place < geometry.filters(); place++) {
            for (int channel = 0; channel < geometry.channels(); channel++) {
                for (int tap = 0; tap < 9; tap++) {
                    taps[tap] = filters.at(place, channel, tap / 3, tap % 3);
                }
                applyFilterMatrix(taps, half);
                packPoints(half, packed, place, channel);
            }
        }
    }

    /// G g
    private void applyFilterMatrix(double[] taps, double[] half) {
        double[][] matrix = transform.filterMatrix();
        for (int i = 0; i < matrix.length; i++) {
            double[] row = matrix[i];
            for (int j = 0; j < 3; j++) {
                half[3 * i + j] = row[0] * taps[j] + row[1] * taps[3 + j] + row[2] * taps[6 + j];
            }
        }
    }

    /// (G g) Gᵀ
    private void packPoints(double[] half, float[] packed, int place, int channel) {
        double[][] matrix = transform.filterMatrix();
        int inputs = matrix.length;
        int to = packedPosition(place, channel, 0);
        int step = packedPosition(place, channel, 1) - to;
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < inputs; j++) {
                double[] row = matrix[j];
                packed[to + (i * inputs + j) * step] =
                        (float) (half[3 * i] * row[0] + half[3 * i + 1] * row[1] + half[3 * i + 2] * row[2]);
            }
        }
    }

    /// In vectors of filters, and in single precision: this is done anew for each window.
    @Override
    public void packMixed(Filters filters, float[] packed) {
        Taps taps = new Taps();
        taps.x = filters.array();
        taps.step = filters.strides().channel();
        taps.tapStep = filters.strides().column();
        taps.channels = geometry.channels();
        taps.y = packed;
        for (int vector = 0; vector < filterVectors; vector++) {
            int place = vector * lanes.count();
            taps.from = filters.offset() + place;
            taps.to = packedPosition(place, 0, 0);
            taps.toStep = packedPosition(place, 1, 0) - taps.to;
            taps.pointStep = packedPosition(place, 0, 1) - taps.to;
            transform.filters(taps);
        }
    }

    private int packedPosition(int place, int channel, int point) {
        int vector = place / lanes.count();
        int group = vector / groupVectors;
        int vectors = vectorsOf(group);
        int vectorInGroup = vector - group * groupVectors;
        int panel = vectorInGroup / lanes.vectors();
        int width = Math.min(lanes.vectors(), vectors - panel * lanes.vectors()) * lanes.count();
        int from = weightsOf(group, point) + panel * lanes.vectors() * lanes.count() * geometry.channels();
        return from + channel * width + place - (group * groupVectors + panel * lanes.vectors()) * lanes.count();
    }

    private int vectorsOf(int group) {
        return Math.min(groupVectors, filterVectors - group * groupVectors);
    }

    /// Where the weights of a point begin.
    private int weightsOf(int group, int point) {
        int before = points * group * groupVectors + point * vectorsOf(group);
        return before * lanes.count() * geometry.channels();
    }

    @Override
    public void compute(Patch patch, float[] packed, Workspace workspace) {
        transformInput(patch, workspace);
        for (int group = 0; group * groupVectors < filterVectors; group++) {
            multiply(patch.cells(), group, packed, workspace);
            transformOutput(patch, group, workspace);
        }
    }

    private void transformInput(Patch patch, Workspace workspace) {
        Points source = workspace.source;
        source.array = workspace.first;
        source.tileStep = sourceStep();
        source.pointStep = channelStep;
        int strip;
        for (int tile = 0; tile < patch.cells(); tile += strip) {
            patch.moveTo(tile);
            strip = patch.strip();
            source.from = tile * sourceStep();
            for (int row = 0; row < transform.side() + 2; row++) {
                workspace.rows[row] = patch.tapPosition(row);
            }
            source.channels = geometry.channels();
            transform.input(patch.input(), workspace.rows, patch.pixelStep(), strip, source, workspace);
        }
    }

    private void multiply(int count, int group, float[] packed, Workspace workspace) {
        int vectors = vectorsOf(group);
        Block block = workspace.block;
        block.x = workspace.first;
        block.takeRuns(1);
        block.runFrom[0] = 0;
        block.xStep = sourceStep();
        block.length = geometry.channels();
        block.w = packed;
        block.y = workspace.first;
        block.yStep = productStep();
        for (int point = 0; point < points; point++) {
            block.wFrom = weightsOf(group, point);
            for (int vector = 0; vector < vectors; vector += block.vectors) {
                block.vectors = Math.min(lanes.vectors(), vectors - vector);
                multiplyPanel(block, count, point * channelStep, point * groupFilters() + vector * lanes.count());
                block.wFrom += block.vectors * lanes.count() * geometry.channels();
            }
        }
    }

    /// All tiles with one panel of filters.
    private void multiplyPanel(Block block, int count, int sourceOffset, int productOffset) {
        int pixels = lanes.pixels(block.vectors);
        for (int tile = 0; tile < count; tile += pixels) {
            block.pixels = Math.min(pixels, count - tile);
            block.xFrom = tile * sourceStep() + sourceOffset;
            block.yFrom = productFrom() + tile * productStep() + productOffset;
            lanes.accumulate(block);
        }
    }

    private void transformOutput(Patch patch, int group, Workspace workspace) {
        Points products = workspace.products;
        products.array = workspace.first;
        products.from = productFrom();
        products.tileStep = productStep();
        products.pointStep = groupFilters();
        int firstPlace = group * groupFilters();
        int places = Math.min(groupFilters(), geometry.filters() - firstPlace);
        Finish finish = workspace.finish;
        for (int tile = 0; tile < patch.cells(); tile++) {
            patch.moveTo(tile);
            transform.output(products, tile, workspace.first, tileFrom(), workspace);
            for (int row = patch.firstRow(); row < patch.rows(); row++) {
                finish.x = workspace.first;
                finish.xFrom = tileFrom() + row * transform.side() * groupFilters();
                finish.xStep = groupFilters();
                finish.pixels = patch.columns();
                patch.finish(finish, row, firstPlace, places);
            }
        }
    }
}
