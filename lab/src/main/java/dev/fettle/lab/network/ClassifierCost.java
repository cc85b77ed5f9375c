package dev.fettle.lab.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fettle.lab.Lines;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.network.Cost;
import dev.fettle.network.Ending;
import java.util.List;
import java.util.Optional;

/// Parameters and multiply-adds of a network that ends in a vector, which has no pixels to count them by:
/// for one picture.
///
/// @param architecture as it was named
/// @param classes values of the result
/// @param input size of the picture
/// @param macs multiply-adds, those of the last layer among them
/// @param inUse what is left once learnt gates are decided, of a trained network that has some
/// @param cost of the layers
public record ClassifierCost(
        String architecture,
        int classes,
        String input,
        long parameters,
        long macs,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<InUse> inUse,
        @JsonIgnore Cost cost) {
    /// Where a network is published for none.
    private static final int USUAL_SIDE = 224;

    /// Of a network whose channels gates have parted.
    public record InUse(long parameters, long macs) {
        private static InUse of(Cost.Decided decided) {
            return new InUse(decided.parameters(), Math.round(decided.macsPerOutputPixel())); // a vector is one pixel
        }
    }

    /// @param name what the network was called
    /// @param ending of the network
    /// @param input that is asked for; else what the network is published for
    /// @throws IllegalArgumentException if the picture is too small for a layer, with its name
    public static ClassifierCost of(String name, NamedNetwork network, Ending.Vector ending, Optional<Size> input) {
        int side = network.architecture().pictureSide().orElse(USUAL_SIDE);
        Size size = input.orElse(new Size(side, side));
        Cost cost = Cost.of(network.graph(), size.height(), size.width());
        return new ClassifierCost(
                name,
                ending.length(),
                size.toString(),
                cost.parameters(),
                cost.macs(),
                network.inUse(size).map(InUse::of),
                cost);
    }

    /// As a table of the layers.
    public List<String> lines() {
        Lines lines = new Lines();
        new LayerCosts(cost, "MMAC", 1e6).addTo(lines);
        lines.add("%s: %,d parameters, %,d classes", architecture, parameters, classes);
        lines.add("%.3f G multiply-adds for a picture of %s", macs / 1e9, input);
        inUse.ifPresent(left -> lines.add(
                "in use, once gates are decided: %,d parameters, %.3f G multiply-adds",
                left.parameters(), left.macs() / 1e9));
        return lines.all();
    }
}
