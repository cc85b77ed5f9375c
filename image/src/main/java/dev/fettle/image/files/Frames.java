package dev.fettle.image.files;

import dev.fettle.image.Remark;

/// Films in picture files, of which one frame is read.
final class Frames {
    private Frames() {}

    /// @param others frames that are not read, at least one
    static Remark remark(long others) {
        return Remark.dropped(
                others == 1
                        ? "animated: only its first frame is read, the other one is left out"
                        : "animated: only its first frame is read, the other %d are left out".formatted(others));
    }
}
