package dev.fettle.image.metric;

/// How a score was measured; printed like `psnr y bt601 border=4 uint8` in every locale. Scores with
/// different stamps do not compare.
///
/// @param border pixels ignored on every side
public record Stamp(Metric metric, Protocol protocol, int border) {
    public Stamp {
        if (border < 0) {
            throw new IllegalArgumentException("stamp: border must not be negative, got " + border);
        }
    }

    /// The stamp of the same number, where every picture was gray.
    public Stamp ofGrayPictures() {
        return protocol == Protocol.Y_DOUBLE ? this : new Stamp(metric, Protocol.GRAY, border);
    }

    @Override
    public String toString() {
        return metric.label() + " " + protocol.stamp() + " border=" + border + " uint8";
    }
}
