package dev.fettle.lab.network;

import dev.fettle.lab.Lines;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.network.ChannelRole;
import dev.fettle.network.Channels;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Which channels of a network belong together, for whoever cuts some of them.
///
/// @param groups that can be cut
/// @param parted groups that gates part, of which none can be cut
public record ChannelReport(List<Group> groups, List<Group> parted) {
    public ChannelReport {
        groups = List.copyOf(groups);
        parted = List.copyOf(parted);
    }

    /// See {@link Channels.Group}.
    ///
    /// @param width how many can be cut one by one
    /// @param together channels of a feature map that count as one
    /// @param role where they lie as to residual sums, which `fettle compress prune --cut` goes by
    /// @param layers that write or read them
    public record Group(String name, int width, int together, ChannelRole role, List<String> layers) {}

    public static ChannelReport of(NamedNetwork network) {
        Channels channels = Channels.of(network.graph());
        return new ChannelReport(groups(channels.groups()), groups(channels.parted()));
    }

    private static List<Group> groups(Map<String, Channels.Group> groups) {
        return groups.values().stream()
                .map(group -> new Group(group.name(), group.width(), group.together(), group.role(), group.layers()))
                .toList();
    }

    /// As a table.
    public List<String> lines() {
        Lines lines = new Lines();
        lines.add("%-28s %8s %8s  %-6s  %s", "group", "channels", "together", "role", "layers");
        groups.forEach(group -> lines.add(
                "%-28s %8d %8d  %-6s  %s",
                group.name(), group.width(), group.together(), group.role(), String.join(", ", group.layers())));
        if (!parted.isEmpty()) {
            lines.add(
                    "parted by gates, so that none can be cut, though a slim network that begins anew may have fewer: %s",
                    parted.stream()
                            .map(group -> group.name() + " (" + group.width() + ")")
                            .collect(Collectors.joining(", ")));
        }
        return lines.all();
    }
}
