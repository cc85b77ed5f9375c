package dev.fettle.runtime.engine;

/// What one run of a plan reads and writes; set before the threads start, empty between runs.
final class Transfer {
    private static final Raster NOTHING = new Raster(new float[0][], new int[0], 0);

    Raster from = NOTHING;
    Raster to = NOTHING;
    Crop keep = new Crop(0, 0, 0, 0);

    void set(Raster picture, Raster result, Crop kept) {
        from = picture;
        to = result;
        keep = kept;
    }

    void clear() {
        set(NOTHING, NOTHING, new Crop(0, 0, 0, 0));
    }
}
