package dev.fettle.lab;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.fettle.image.files.OtherFormat;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Files of a folder that people take for pictures and that are not read: how many there are of each ending.
///
/// @param endings in lower case, without the dot; in the order of the alphabet
public record PassedOver(@JsonValue Map<String, Integer> endings) {
    static final PassedOver NONE = new PassedOver(Map.of());

    public PassedOver {
        endings = Collections.unmodifiableMap(new TreeMap<>(endings));
    }

    /// Of these files, all others left out.
    public static PassedOver of(List<Path> files) {
        Map<String, Integer> endings = new TreeMap<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (isOther(name)) {
                endings.merge(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), 1, Integer::sum);
            }
        }
        return new PassedOver(endings);
    }

    /// Whether a file of this name is counted.
    public static boolean isOther(String name) {
        return OtherFormat.ofName(name).filter(OtherFormat::isPicture).isPresent();
    }

    /// `2 files passed over: heic, cr2`, the commonest ending first, and the way out where it is the same for all;
    /// empty if there are none.
    public Optional<String> text() {
        if (endings.isEmpty()) {
            return Optional.empty();
        }
        int count = endings.values().stream().mapToInt(Integer::intValue).sum();
        String named = endings.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return Optional.of("%d %s passed over: %s%s"
                .formatted(
                        count,
                        count == 1 ? "file" : "files",
                        named,
                        wayOut().map(way -> "; " + way).orElse("")));
    }

    private Optional<String> wayOut() {
        List<String> ways = endings.keySet().stream()
                .map(ending -> OtherFormat.ofName("." + ending).orElseThrow().wayOut())
                .distinct()
                .toList();
        return ways.size() == 1 ? Optional.of(ways.getFirst()) : Optional.empty();
    }
}
