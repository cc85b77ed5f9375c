package dev.fettle.lab.groups;

import dev.fettle.lab.Release;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.report.GroupReport;
import dev.fettle.lab.report.GroupResults;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Looks at the groups that a model has learnt.
public final class GroupInspection {
    private GroupInspection() {}

    /// @param name of the model, for the report
    /// @throws UnfitRequestException if none of its layers has gates
    public static GroupResults of(ModelFile model, String name) {
        List<LearntGroups> learnt = LearntGroups.of(model.network().graph(), model.weights());
        if (learnt.isEmpty()) {
            throw new UnfitRequestException("--groups: no layer of '" + name
                    + "' has gates; they come with training a network whose convolution is groupable");
        }
        return GroupResults.of(name, learnt);
    }

    /// As a page.
    public static void write(Path file, GroupResults results) throws IOException {
        GroupReport.write(file, results, "fettle " + Release.name() + ", " + LocalDate.now(ZoneOffset.UTC));
    }
}
