package dev.fettle.runtime.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The machine's processor, as far as the speed of the engine's loops depends on it. What a loop computes does not.
///
/// @param vendor as the processor calls it: `AuthenticAMD`; empty where that is not known
/// @param family as the system tells it: 25
record Processor(String vendor, String family) {
    private static final Path TOLD = Path.of("/proc/cpuinfo");
    private static final String NOT_TOLD = "";

    /// This machine's, as Linux tells it; elsewhere one of which nothing is known.
    static Processor here() {
        try (BufferedReader lines = Files.newBufferedReader(TOLD)) {
            return of(lines);
        } catch (IOException notLinux) {
            return new Processor(NOT_TOLD, NOT_TOLD);
        }
    }

    /// The first of those listed: the list is long where there are many.
    static Processor of(BufferedReader lines) throws IOException {
        Map<String, String> entries = new HashMap<>();
        for (String line = lines.readLine(); line != null && !line.isBlank(); line = lines.readLine()) {
            int colon = line.indexOf(':');
            if (colon >= 0) {
                entries.put(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        return new Processor(entries.getOrDefault("vendor_id", NOT_TOLD), entries.getOrDefault("cpu family", NOT_TOLD));
    }

    /// Whether it takes a vector of 512 bits in two halves, so that half a vector costs half. AMD's Zen 4 does; Zen 3,
    /// which is of the same family, has no such vectors.
    boolean halvesVectors() {
        return vendor.equals("AuthenticAMD") && family.equals("25");
    }
}
