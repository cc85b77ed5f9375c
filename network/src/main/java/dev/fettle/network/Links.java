package dev.fettle.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Which input channels each filter of a layer reads, by K binary gates: the matrix U of DGConv, a
/// Kronecker product of K blocks of 2×2, all ones where a gate is open and the identity where it is closed.
/// Zhang et al., ICCV 2019, eq. 4 to 6. The same told by indices: channels have indices of K bits, the
/// first gate's bit being the most significant, and a filter reads a channel if their indices agree in
/// every bit whose gate is closed.
///
/// | gates                  | U            | what the layer is                                 |
/// |------------------------|--------------|---------------------------------------------------|
/// | all open               | ones         | an ordinary convolution                           |
/// | all closed             | identity     | depthwise, with as many channels as 2ᴷ            |
/// | closed, then open      | block matrix | a convolution in groups of neighbouring channels  |
/// | in any other order     | permuted     | the same with channels shuffled                   |
///
/// The paper has layers with as many channels going in as coming out, a power of two. Here K is the number
/// of times that 2 divides both numbers, and C / 2ᴷ neighbouring channels have one index. With Cin = 2ᴷ and
/// Cout = r · Cin that repeats each row of the paper's matrix r times; all groups are equally large in any
/// case.
///
/// @param open whether each gate is open, the most significant first
public record Links(List<Boolean> open) {
    /// More gates than any layer has: a million channels.
    private static final int MOST = 20;

    public Links {
        open = List.copyOf(open);
        if (open.isEmpty() || open.size() > MOST) {
            throw new IllegalArgumentException("links: 1 to %d gates are needed, got %d".formatted(MOST, open.size()));
        }
    }

    /// As gates say: those above 0 are open.
    ///
    /// @param sorted whether closed gates count as if they stood first, which leaves groups of neighbours
    public static Links of(float[] gates, boolean sorted) {
        List<Boolean> open = new ArrayList<>();
        for (float gate : gates) {
            open.add(gate > 0);
        }
        if (sorted) {
            open.sort(Comparator.naturalOrder()); // closed first
        }
        return new Links(open);
    }

    /// How many gates a layer has: the number of times that 2 divides both numbers of channels.
    public static int gates(int inChannels, int outChannels) {
        return Integer.numberOfTrailingZeros(inChannels | outChannels);
    }

    /// Groups that the channels fall into: 2 for each closed gate, multiplied.
    public int groups() {
        return 1 << Collections.frequency(open, false);
    }

    /// Whether one group holds all channels.
    public boolean isDense() {
        return !open.contains(false);
    }

    /// The number of ones in U, of all filters together: Cin · Cout / groups.
    public long count(int inChannels, int outChannels) {
        return (long) inChannels * outChannels / groups();
    }

    /// The group of a channel, of so many.
    public int group(int channel, int channels) {
        int index = channel / (channels >> open.size());
        int group = 0;
        for (int gate = 0; gate < open.size(); gate++) {
            if (!open.get(gate)) {
                group = 2 * group + (index >> (open.size() - 1 - gate) & 1);
            }
        }
        return group;
    }

    /// Channels such that those of a group stand together, each group's in their old order.
    public List<Integer> order(int channels) {
        return IntStream.range(0, channels)
                .boxed()
                .sorted(Comparator.comparingInt(channel -> group(channel, channels)))
                .toList();
    }

    /// The gates as a row of digits, 1 for an open one: `0110`.
    @Override
    public String toString() {
        StringBuilder digits = new StringBuilder();
        open.forEach(isOpen -> digits.append(isOpen ? '1' : '0'));
        return digits.toString();
    }
}
