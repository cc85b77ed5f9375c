package dev.fettle.network.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the scores of a network are of that sorts pictures: the largest score tells the class.
///
/// @param names of the classes, in the order of the scores
/// @param patch height and width of the pictures that the network was trained on, and is given
public record Classes(List<String> names, int patch) {
    /// What model files and experiments call the task of such a network.
    public static final String TASK = "classify";

    /// Of a network that ends in a picture.
    public static final Classes NONE = new Classes(List.of(), 0);

    /// Of a class, in characters.
    public static final int LONGEST_NAME = 100;

    private static final int FEWEST = 2;

    public Classes {
        names = List.copyOf(names);
        if (names.isEmpty() != (patch == 0)) {
            throw new IllegalArgumentException("classes: names and a patch belong together, got %d names and patch %d"
                    .formatted(names.size(), patch));
        }
        if (!names.isEmpty()) {
            requireSound(names, patch);
        }
    }

    private static void requireSound(List<String> names, int patch) {
        if (names.size() < FEWEST) {
            throw new IllegalArgumentException("classes: at least two are needed, got " + names);
        }
        if (patch < 1 || patch > ModelCard.Usage.MOST_POOL_SIZE) {
            throw new IllegalArgumentException(
                    "classes: patch must be 1 to %d, got %d".formatted(ModelCard.Usage.MOST_POOL_SIZE, patch));
        }
        Set<String> known = new HashSet<>();
        for (String name : names) {
            requireName(name);
            if (!known.add(name)) {
                throw new IllegalArgumentException("classes: two are named '" + name + "'");
            }
        }
    }

    /// What classes may be called: anything that is shown as one line.
    ///
    /// @throws IllegalArgumentException if a name is blank, too long, or holds control characters
    public static void requireName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            String shown =
                    name.substring(0, Math.min(name.length(), LONGEST_NAME)).replaceAll("\\p{Cntrl}", "?");
            throw new IllegalArgumentException(
                    "classes: a name has 1 to %d characters, none of them a line feed or the like, got '%s'"
                            .formatted(LONGEST_NAME, shown));
        }
    }

    /// Whether there are any.
    public boolean areGiven() {
        return !names.isEmpty();
    }
}
