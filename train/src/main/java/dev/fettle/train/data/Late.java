package dev.fettle.train.data;

import com.fasterxml.jackson.annotation.JsonIgnore;

/// Other patches towards the end of a training, larger ones as a rule: RLFN and SPAN end so.
///
/// @param from part of the training after which they are drawn; 1 for never
/// @param patch height and width of a patch as the network sees it
/// @param batch patches per step
public record Late(double from, int patch, int batch) {
    public static final Late DEFAULTS = new Late(1, 96, 4);

    public Late {
        if (!(from >= 0 && from <= 1)) {
            throw new IllegalArgumentException("data.late.from must be from 0 to 1, got " + from);
        }
        if (patch < 1 || batch < 1) {
            throw new IllegalArgumentException(
                    "data.late: patch and batch must be at least 1, got " + patch + " and " + batch);
        }
    }

    @JsonIgnore
    public boolean isGiven() {
        return from < 1;
    }
}
