package dev.fettle.lab;

/// Keeps a batch at the memory of its largest picture. The arrays of a picture are too large for the young
/// part of the heap, and before the virtual machine collects what is old it takes all the memory it may
/// have (six tenths of the machine's, java.options). So the garbage of earlier pictures is collected here,
/// between two pictures, when hardly anything is alive and a collection takes some ten milliseconds.
public final class Garbage {
    /// Garbage of pictures from half a megapixel on is collected after each, that of small ones after
    /// several.
    private static final long MUCH_BYTES = 32L << 20;

    /// Of what was left after the last collection, garbage or not.
    private long leftBytes;

    /// Collects if there may be much garbage.
    public void collect() {
        if (usedBytes() - leftBytes > MUCH_BYTES) {
            System.gc();
            leftBytes = usedBytes();
        }
    }

    private static long usedBytes() {
        Runtime machine = Runtime.getRuntime();
        return machine.totalMemory() - machine.freeMemory();
    }
}
