package dev.fettle.lab.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What a search for channel numbers came to, as `search.json` has it.
///
/// @param name of the network that came out
/// @param model that was searched
/// @param made by what
/// @param measure of the validation, with its unit: `PSNR-Y, dB`
/// @param judged what was validated: `derived` or `mixture`
/// @param bestStep after which the validation was best; its choices are those that count
/// @param steps of the search
/// @param before the network that was searched
/// @param after the network that came out
/// @param groups that were searched, in the order of the network
/// @param course one entry for each validation
public record SearchResults(
        String name,
        String model,
        String made,
        String measure,
        String judged,
        long bestStep,
        long steps,
        Size before,
        Size after,
        List<Group> groups,
        List<Point> course) {
    /// A choice by less than this rests on chance rather than on what was learnt.
    public static final double THIN = 0.01;

    public SearchResults {
        groups = List.copyOf(groups);
        course = List.copyOf(course);
    }

    /// @param macsPerOutputPixel multiply-adds for a pixel of the result
    public record Size(long parameters, double macsPerOutputPixel) {}

    /// A group of channels.
    ///
    /// @param channels before
    /// @param width chosen
    /// @param candidates that there were
    /// @param entropy of the chances of all widths, as a part of the largest possible
    /// @param margin by which the chosen width's chance is larger than the next one's
    public record Group(String name, int channels, int width, List<Integer> candidates, double entropy, double margin) {
        public Group {
            candidates = List.copyOf(candidates);
        }

        boolean isThin() {
            return margin < THIN;
        }

        boolean isWidest() {
            return width == candidates.getLast() && width > candidates.getFirst();
        }
    }

    /// The search at one validation.
    ///
    /// @param value what was measured
    /// @param macsPerOutputPixel of the network with the widths that were chosen then
    /// @param choices in the order of the groups
    public record Point(long step, double value, double macsPerOutputPixel, List<Chosen> choices) {
        public Point {
            choices = List.copyOf(choices);
        }
    }

    /// How far a group had chosen.
    public record Chosen(int width, double entropy, double margin) {}

    /// The chosen widths by the names of the groups.
    public SequencedMap<String, Integer> widths() {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        groups.forEach(group -> widths.put(group.name(), group.width()));
        return widths;
    }

    /// Groups whose choice hangs on next to nothing.
    public long thin() {
        return groups.stream().filter(Group::isThin).count();
    }

    /// Groups that chose the largest of several candidates.
    long widest() {
        return groups.stream().filter(Group::isWidest).count();
    }

    double macsLeft() {
        return after.macsPerOutputPixel / before.macsPerOutputPixel;
    }

    double parametersLeft() {
        return (double) after.parameters / before.parameters;
    }
}
