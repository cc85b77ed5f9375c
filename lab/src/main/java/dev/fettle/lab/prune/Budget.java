package dev.fettle.lab.prune;

import dev.fettle.lab.Size;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// How much of a network stays.
public sealed interface Budget {
    /// For the plan and the card.
    String text();

    /// @param part of each group's channels that stays, above 0 and below 1
    record Keep(double part) implements Budget {
        public Keep {
            requirePart("keep", part);
        }

        @Override
        public String text() {
            return part + " of each group's channels";
        }
    }

    /// @param part of the multiply-adds that is not exceeded, above 0 and below 1
    record Macs(double part) implements Budget {
        public Macs {
            requirePart("macs", part);
        }

        @Override
        public String text() {
            return part + " of the multiply-adds";
        }
    }

    /// @param part of the trained values that is not exceeded, above 0 and below 1
    record Parameters(double part) implements Budget {
        public Parameters {
            requirePart("parameters", part);
        }

        @Override
        public String text() {
            return part + " of the parameters";
        }
    }

    /// @param part of the time that our engine takes, measured here, that is not exceeded; above 0 and
    /// below 1
    /// @param size of the network's input
    record Millis(double part, Size size, int threads) implements Budget {
        public Millis {
            requirePart("millis", part);
            if (threads < 1) {
                throw new IllegalArgumentException("threads must be at least 1, got " + threads);
            }
        }

        @Override
        public String text() {
            return "%s of the milliseconds for %s, %d threads".formatted(part, size, threads);
        }
    }

    /// @param widths of groups, by their names; the others stay whole
    /// @param source where they come from, for messages
    record Given(SequencedMap<String, Integer> widths, String source) implements Budget {
        public Given {
            widths = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(widths));
        }

        @Override
        public String text() {
            return "the widths of " + source;
        }
    }

    private static void requirePart(String name, double part) {
        if (!(part > 0 && part < 1)) {
            throw new IllegalArgumentException("%s must be above 0 and below 1, got %s".formatted(name, part));
        }
    }
}
