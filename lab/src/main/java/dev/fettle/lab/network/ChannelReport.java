package dev.fettle.lab.network;

import dev.fettle.lab.Lines;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.network.ChannelRole;
import dev.fettle.network.Channels;
import java.util.List;

/// Which channels of a network belong together, for whoever cuts some of them.
public record ChannelReport(List<Group> groups) {
    public ChannelReport {
        groups = List.copyOf(groups);
    }

    /// See {@link Channels.Group}.
    ///
    /// @param width how many can be cut one by one
    /// @param together channels of a feature map that count as one
    /// @param role where they lie as to residual sums, which `fettle compress prune --cut` goes by
    /// @param layers that write or read them
    public record Group(String name, int width, int together, ChannelRole role, List<String> layers) {}

    public static ChannelReport of(NamedNetwork network) {
        return new ChannelReport(Channels.of(network.graph()).groups().values().stream()
                .map(group -> new Group(group.name(), group.width(), group.together(), group.role(), group.layers()))
                .toList());
    }

    /// As a table.
    public List<String> lines() {
        Lines lines = new Lines();
        lines.add("%-28s %8s %8s  %-6s  %s", "group", "channels", "together", "role", "layers");
        groups.forEach(group -> lines.add(
                "%-28s %8d %8d  %-6s  %s",
                group.name(), group.width(), group.together(), group.role(), String.join(", ", group.layers())));
        return lines.all();
    }
}
