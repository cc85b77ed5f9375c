package dev.fettle.runtime.engine;

import dev.fettle.network.Border;
import java.util.ArrayList;
import java.util.List;

/// Some neighbouring channels of a map that is read, and where they lie in its array.
///
/// @param channel the first
/// @param layout of these channels alone
/// @param twin the first of as many other channels, which are these, moved to the side; as {@link #channel} where
/// there are none
/// @param right columns by which they are moved
record InputPart(int channel, Layout layout, int twin, int right) {
    /// Columns by which twins are moved at most: those beside a strip of squares are transformed with it.
    static final int MOST_RIGHT = 2;

    /// Of which the channels of every part are a multiple.
    static final int LEAST_COMMON = 8;

    static InputPart of(int channel, Layout layout) {
        return new InputPart(channel, layout, channel, 0);
    }

    boolean hasTwin() {
        return twin != channel;
    }

    /// Whether what is read beyond the edges to the side are zeros, and not what lies there.
    boolean isCutOff() {
        return layout.edges().border() == Border.ZEROS && layout.view().right() != 0;
    }

    /// The same for the twin.
    boolean isTwinCutOff() {
        return hasTwin() && layout.edges().border() == Border.ZEROS;
    }

    /// The same channels, those that are others moved to the side as their twins.
    static List<InputPart> withTwins(List<InputPart> parts) {
        List<InputPart> found = new ArrayList<>(parts);
        for (InputPart moved : parts) {
            Layout.View view = moved.layout.view();
            if (view.right() != 0 && Math.abs(view.right()) <= MOST_RIGHT) {
                found.stream().filter(part -> part.holds(moved)).findFirst().ifPresent(part -> {
                    found.remove(moved);
                    found.addAll(found.indexOf(part), part.split(moved));
                    found.remove(part);
                });
            }
        }
        return List.copyOf(found);
    }

    /// Whether another part has some of the same channels, of the same rows, but moved.
    private boolean holds(InputPart moved) {
        Layout.View own = layout.view();
        Layout.View other = moved.layout.view();
        return !hasTwin()
                && own.right() == 0
                && own.down() == other.down()
                && own.channel() <= other.channel()
                && own.channel() + layout.channels() >= other.channel() + moved.layout.channels();
    }

    private List<InputPart> split(InputPart moved) {
        int before = moved.layout.view().channel() - layout.view().channel();
        int count = moved.layout.channels();
        int behind = layout.channels() - before - count;
        List<InputPart> split = new ArrayList<>();
        if (before > 0) {
            split.add(of(channel, layout.part(0, before)));
        }
        split.add(new InputPart(
                channel + before,
                layout.part(before, count),
                moved.channel,
                moved.layout.view().right()));
        if (behind > 0) {
            split.add(of(channel + before + count, layout.part(before + count, behind)));
        }
        return split;
    }
}
