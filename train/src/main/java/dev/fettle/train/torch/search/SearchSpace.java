package dev.fettle.train.torch.search;

import dev.fettle.network.Channels;
import dev.fettle.network.Channels.Group;
import dev.fettle.network.Graph;
import dev.fettle.network.Initial;
import dev.fettle.network.KernelSlices;
import dev.fettle.network.KernelSlices.Lying;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// What there is to choose: groups of channels of a network, each with the numbers of channels that it may keep.
///
/// @param searched in the order of the network, at least one
public record SearchSpace(List<Searched> searched) {
    /// Of the choices at the beginning, as in the release and in DARTS.
    static final double DEVIATION = 1e-3;

    public SearchSpace {
        searched = List.copyOf(searched);
    }

    /// A group that is searched.
    ///
    /// @param candidates numbers of channels, ascending, some perhaps alike
    public record Searched(KernelSlices slices, List<Integer> candidates) {
        public Searched {
            candidates = List.copyOf(candidates);
        }

        public String name() {
            return slices.group().name();
        }

        /// Channels before the search.
        public int width() {
            return slices.group().width();
        }
    }

    /// The groups of some names, or, if none are named, those between layers: the inner channels of
    /// blocks, and those behind pixel shuffles. Residual streams, and what is joined to other maps, keep
    /// their widths, as in the paper; so do the hidden channels of attention, and all groups that have no
    /// more channels than the least candidate.
    ///
    /// @param names of groups as `fettle inspect --channels` has them, or of layers that they lie below:
    /// `body` covers `body.0.body.0`
    /// @throws IllegalArgumentException if there is nothing to search, or a name covers nothing that can be
    public static SearchSpace of(Graph graph, List<String> names, Candidates candidates) {
        List<KernelSlices> all = KernelSlices.of(Channels.of(graph)).stream()
                .filter(slices -> slices.group().width() > candidates.least()
                        && !slices.kernels().isEmpty())
                .toList();
        for (String name : names) {
            if (all.stream().noneMatch(slices -> covers(name, slices.group()))) {
                throw new IllegalArgumentException(
                        "regimen.groups: '%s' covers no channels that can be searched; 'fettle inspect NETWORK --channels' lists groups, of which those count that have more than %d channels"
                                .formatted(name, candidates.least()));
            }
        }
        List<Searched> searched = all.stream()
                .filter(slices -> names.isEmpty()
                        ? slices.lying() == Lying.BETWEEN
                        : names.stream().anyMatch(name -> covers(name, slices.group())))
                .map(slices -> new Searched(slices, candidates.of(slices.group().width())))
                .toList();
        if (searched.isEmpty()) {
            throw new IllegalArgumentException(
                    "regimen: this network has nothing to search: no more than %d channels lie between its layers without being summed or joined; regimen.groups names others"
                            .formatted(candidates.least()));
        }
        requireChoice(searched);
        return new SearchSpace(searched);
    }

    /// Groups of one width are cut to it, but a search needs something to tell apart.
    private static void requireChoice(List<Searched> searched) {
        if (searched.stream().allMatch(each -> Set.copyOf(each.candidates()).size() == 1)) {
            Searched first = searched.getFirst();
            throw new IllegalArgumentException(
                    "regimen: there is nothing to choose: all candidates of every group are alike, such as %d of the %d channels of '%s'; choose a smaller ratio, multiple or least"
                            .formatted(first.candidates().getFirst(), first.width(), first.name()));
        }
    }

    private static boolean covers(String name, Group group) {
        return group.name().equals(name) || group.name().startsWith(name + ".");
    }

    /// One for each candidate of each group, by the names of the groups: what is learnt. No gates, which
    /// stay within ±1 and do not decay.
    public List<Operation.Parameter> choices() {
        return searched.stream()
                .map(each -> new Operation.Parameter(
                        each.name(), Shape.of(each.candidates().size()), new Initial.Normal(DEVIATION), Role.PROXY))
                .toList();
    }

    /// The candidate of every group that is chosen.
    public SequencedMap<String, Integer> widths(List<Choice> chosen) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        for (int i = 0; i < searched.size(); i++) {
            widths.put(searched.get(i).name(), chosen.get(i).width());
        }
        return widths;
    }
}
