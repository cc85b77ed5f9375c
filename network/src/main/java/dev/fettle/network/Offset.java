package dev.fettle.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/// Where a copy of a feature map has moved, in samples: what is at (y, x) was at (y - down, x - right). In files
/// `[down, right]`.
public record Offset(int down, int right) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Offset read(List<Integer> pair) {
        if (pair.size() != 2) {
            throw new IllegalArgumentException("an offset is [down, right], got " + pair);
        }
        return new Offset(pair.get(0), pair.get(1));
    }

    @JsonValue
    List<Integer> written() {
        return List.of(down, right);
    }

    /// Whether the copy has not moved.
    public boolean isCentre() {
        return down == 0 && right == 0;
    }

    @Override
    public String toString() {
        return "(" + down + ", " + right + ")";
    }
}
