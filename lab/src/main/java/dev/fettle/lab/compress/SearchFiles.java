package dev.fettle.lab.compress;

import dev.fettle.file.AtomicFile;
import dev.fettle.lab.report.SearchReport;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.settings.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What a search leaves in the folder of its run, beside what every training does.
///
/// | file                    | what                                                                             |
/// |-------------------------|----------------------------------------------------------------------------------|
/// | `NAME.safetensors`      | the network with the widths that were found, and the weights that the search left |
/// | `NAME-cut.safetensors`  | the same with the weights from before the search                                  |
/// | `architecture.yaml`     | what both are, as an experiment takes it                                          |
/// | `NAME-even.safetensors` | their rival: the network from before, cut evenly to as many multiply-adds         |
/// | `even.yaml`             | its architecture                                                                  |
///
/// @param name of the network that comes out
public record SearchFiles(Path folder, String name) {
    private static final String ENDING = ".safetensors";

    public Path model() {
        return folder.resolve(name + ENDING);
    }

    public Path cut() {
        return folder.resolve(name + "-cut" + ENDING);
    }

    public Path architecture() {
        return folder.resolve("architecture.yaml");
    }

    public Path even() {
        return folder.resolve(name + "-even" + ENDING);
    }

    public Path evenArchitecture() {
        return folder.resolve("even.yaml");
    }

    /// For a browser.
    public Path report() {
        return folder.resolve(SearchReport.HTML);
    }

    /// All by the names that `--json` has for them.
    public SequencedMap<String, Path> byKey() {
        SequencedMap<String, Path> files = new LinkedHashMap<>();
        files.put("model", model());
        files.put("cut", cut());
        files.put("architecture", architecture());
        files.put("even", even());
        files.put("evenArchitecture", evenArchitecture());
        files.put("report", report());
        return files;
    }

    /// Writes what the training has not.
    ///
    /// @param found that it has written
    void write(ModelFile found, ModelFile cut, ModelFile even) throws IOException {
        if (!cut.architecture().equals(found.architecture())) {
            throw new IllegalStateException("the widths of the log are not those of the model that came out");
        }
        cut.write(cut());
        even.write(even());
        write(architecture(), found);
        write(evenArchitecture(), even);
    }

    private static void write(Path file, ModelFile model) throws IOException {
        byte[] yaml =
                SettingsFile.write(Architectures.write(model.architecture())).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(yaml));
    }
}
