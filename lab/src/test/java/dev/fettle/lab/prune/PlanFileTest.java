package dev.fettle.lab.prune;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.lab.Silent;
import dev.fettle.network.Configuration;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PlanFileTest {
    private static final Edsr EDSR = new Edsr(2, 1, 8, 1, 1);
    private static final String GROUP = "body.0.body.0";

    @TempDir
    private Path folder;

    private final ModelFile model = Trained.model(EDSR);
    private PlanFile file;

    @BeforeEach
    void save() throws IOException {
        file = new PlanFile(folder.resolve("x.plan.json"));
        Limits blocks = new Limits(Scope.BLOCKS, 1, 1, List.of());
        Budget six = new Budget.Given(new LinkedHashMap<>(Map.of(GROUP, 6)), "the test");
        Sources sources = Trained.looking(Trained.photographs(folder));
        file.write(new Pruning(new ChannelLasso(4, 60, false), six, blocks, sources, Optional.empty())
                .plan(model, new Silent()));
    }

    private void apply(ModelFile to) throws IOException {
        PruningReport.Wanted wanted =
                new PruningReport.Wanted(Optional.empty(), Optional.empty(), 1, Optional.empty(), Optional.empty());
        new Application(file.read(), Trained.blind().degrading(), wanted).pruned(to);
    }

    /// Whatever stands at a place of the file; nothing removes it.
    private void edit(String pointer, String json) throws IOException {
        ObjectNode plan = (ObjectNode) Configuration.MAPPER.readTree(Files.readString(file.file()));
        int last = pointer.lastIndexOf('/');
        JsonNode parent = plan.at(pointer.substring(0, last));
        String key = pointer.substring(last + 1);
        if (parent instanceof ObjectNode block && json.isEmpty()) {
            block.remove(key);
        } else if (parent instanceof ObjectNode block) {
            block.set(key, Configuration.MAPPER.readTree(json));
        }
        Files.writeString(file.file(), Configuration.MAPPER.writeValueAsString(plan));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/groups/0/kept     |              | groups.0.kept must be a list",
                "/groups/0/kept     | null         | groups.0.kept must be a list, such as [] or [1, 2]",
                "/groups/0/kept     | \"all\"      | groups.0.kept must be a list, such as [] or [1, 2], got 'all'",
                "/groups/0/kept     | [0, null]    | groups.0.kept.1 must be a whole number, got null",
                "/groups/0/kept     | [0.5]        | groups.0.kept.0 must be a whole number, got 0.5",
                "/groups/0/kept     | []           | the plan was changed: its weights were fitted to other channels",
                "/groups/0/kept     | [1, 1]       | the plan was changed: its weights were fitted to other channels",
                "/groups/0/kept     | [0, 1, 2, 3, 4, 5, 6] | the plan was changed: its weights were fitted to other channels",
                "/groups/0/channels | 10           | the plan was changed: group 'body.0.body.0' has 10 channels there and 8",
                "/groups/0/name     | \"body\"     | channels: unknown group 'body'",
                "/groups/0/name     | null         | groups.0.name must be a word, got null",
                "/groups/0/part      | \"all\"      | groups.0.part must be a number, got 'all'",
                "/groups            |              | groups must be a list",
                "/groups            | null         | groups must be a list",
                "/groups            | [null]       | groups.0 must be a block",
                "/left              |              | left must be a list",
                "/description/digest   |           | description.digest must be a word",
                "/description/digest   | null      | description.digest must be a word, got null",
                "/description/weights  |           | description.weights must be a word",
                "/description/weights  | \"ab\"    | not the weights that the plan was saved with",
                "/description/strategy |           | description.strategy must be a block",
                "/description/format   | \"fettle pruning plan 2\" | not a pruning plan of this version",
                "/more              | 1            | Unrecognized property",
            })
    void whatWasChangedByHandIsRefusedWithItsPlace(String pointer, String json, String reason) throws IOException {
        edit(pointer, json == null ? "" : json);
        assertThatThrownBy(() -> apply(model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aGroupIsThereOnce() throws IOException {
        String text = Files.readString(file.file());
        JsonNode group = Configuration.MAPPER.readTree(text).at("/groups/0");
        edit("/groups", "[%s, %s]".formatted(group, group));
        assertThatThrownBy(() -> apply(model))
                .hasMessage("%s: the plan has the group 'body.0.body.0' twice".formatted(file.file()));
        Files.writeString(file.file(), text.replace("\"channels\"", "\"part\" : 1, \"channels\""));
        assertThatThrownBy(() -> apply(model)).hasMessageContaining("Duplicate");
    }

    @Test
    void whatIsNoPlanIsRefusedByName() throws IOException {
        byte[] whole = Files.readAllBytes(file.file());
        Files.write(file.file(), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(file::read).hasMessageStartingWith(file.file() + ": not a valid pruning plan: ");
        String text = new String(whole, StandardCharsets.UTF_8).strip();
        Files.writeString(file.file(), text.substring(0, text.length() - 1)); // the last brace
        assertThatThrownBy(file::read)
                .hasMessage(file.file() + ": not a valid pruning plan: "
                        + "Unexpected end-of-input: expected close marker for Object");
        Files.write(file.file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(file::read).hasMessage(file.file() + ": not a pruning plan, which is a text in UTF-8");
        Files.writeString(file.file(), "[]");
        assertThatThrownBy(file::read).hasMessage(file.file() + ": not a pruning plan of this version");
        Files.delete(file.file());
        assertThatThrownBy(file::read).hasMessage(file.file() + ": the plan cannot be read (no such file or folder)");
        PlanFile directory = new PlanFile(folder);
        assertThatThrownBy(directory::read).hasMessageStartingWith(folder + ": the plan cannot be read (");
    }

    @Test
    void fittedWeightsBelongToThePlan() throws IOException {
        byte[] weights = Files.readAllBytes(file.weights());
        weights[weights.length - 1] ^= 1;
        Files.write(file.weights(), weights);
        assertThatThrownBy(file::read).hasMessage(file.weights() + ": not the weights that the plan was saved with");
        Files.delete(file.weights());
        assertThatThrownBy(file::read).hasMessageContaining("fitted weights are missing");
    }
}
