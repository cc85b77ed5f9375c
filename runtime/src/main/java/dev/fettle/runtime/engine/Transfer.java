package dev.fettle.runtime.engine;

/// What one run of a plan reads and writes; set before the threads start.
final class Transfer {
    Raster from = new Raster(new float[0][], new int[0], 0);
    Raster to = from;
    Crop keep = new Crop(0, 0, 0, 0);
}
