package dev.fettle.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.DataSource;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import dev.fettle.network.model.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Read back by the field numbers of onnx.proto, without our writer.
class OnnxMetadataTest {
    private static final int DOC_STRING = 6; // of ModelProto
    private static final int METADATA_PROPS = 14;
    private static final int KEY = 1; // of StringStringEntryProto
    private static final int VALUE = 2;

    private static ModelFile model(Architecture architecture, List<DataSource> sources) {
        Training training = new Training("untrained", sources, new Provenance("", 1, "", List.of()));
        ModelCard card = new ModelCard("tiny", new Usage("sr", 1, Colour.RGB, 0), training, List.of());
        return new ModelFile(architecture, Weights.initial(architecture.graph(), 1), card);
    }

    private static ByteBuffer onnx(ModelFile model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OnnxExport.write(model.network(), OnnxMetadata.of(model), out);
        return ByteBuffer.wrap(out.toByteArray());
    }

    /// The contents of every occurrence of a field of wire type 2 in a protocol buffer.
    private static List<ByteBuffer> fields(ByteBuffer message, int wanted) {
        List<ByteBuffer> found = new ArrayList<>();
        ByteBuffer rest = message.duplicate();
        while (rest.hasRemaining()) {
            long tag = varint(rest);
            if ((tag & 7) == 0) {
                varint(rest);
                continue;
            }
            int length = (int) varint(rest);
            if (tag >> 3 == wanted) {
                found.add(rest.slice(rest.position(), length));
            }
            rest.position(rest.position() + length);
        }
        return found;
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = rest.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String text(ByteBuffer message, int field) {
        return StandardCharsets.UTF_8.decode(fields(message, field).getFirst()).toString();
    }

    private static List<String> properties(ByteBuffer model) {
        return fields(model, METADATA_PROPS).stream()
                .map(entry -> text(entry, KEY) + "=" + text(entry, VALUE))
                .toList();
    }

    @Test
    void everySourceKeepsItsLicenceThoughNamesAndLicencesAreShared() throws IOException {
        List<DataSource> sources = List.of(
                new DataSource("2 photographs", "Apache-2.0", "Ann"),
                new DataSource("1 photograph", "CC-BY-3.0", "Ben"),
                new DataSource("2 photographs", "GPL-2.0-only", "Cem"),
                new DataSource("1 photograph", "public domain", ""),
                new DataSource("2 photographs", "GPL-2.0-only", "Cem")); // the same once more is another source
        ByteBuffer onnx = onnx(model(new Edsr(2, 1, 4, 1, 1), sources));
        assertThat(properties(onnx))
                .doesNotHaveDuplicates()
                .contains(
                        "trainedOn.01.name=2 photographs",
                        "trainedOn.01.licence=Apache-2.0",
                        "trainedOn.01.attribution=Ann",
                        "trainedOn.02.licence=CC-BY-3.0",
                        "trainedOn.03.name=2 photographs",
                        "trainedOn.03.licence=GPL-2.0-only",
                        "trainedOn.04.licence=public domain",
                        "trainedOn.05.licence=GPL-2.0-only",
                        "trainedOn.05.attribution=Cem")
                .noneMatch(property -> property.startsWith("trainedOn.04.attribution"));
        assertThat(text(onnx, DOC_STRING))
                .contains("2 photographs (Apache-2.0, Ann); 1 photograph (CC-BY-3.0, Ben)", "(public domain)");
    }

    @Test
    void aHundredSourcesStayInTheirOrder() throws IOException {
        List<DataSource> sources = IntStream.rangeClosed(1, 100)
                .mapToObj(number -> new DataSource("photograph " + number, "CC0-1.0", ""))
                .toList();
        List<String> names = properties(onnx(model(new Edsr(2, 1, 4, 1, 1), sources))).stream()
                .filter(property -> property.matches("trainedOn\\..*\\.name=.*"))
                .map(property -> property.substring(property.indexOf('=') + 1))
                .toList();
        assertThat(names).isEqualTo(sources.stream().map(DataSource::name).toList());
    }

    @Test
    void aFoldedNetworkNamesTheMultipleOfItsSides() throws IOException {
        ByteBuffer onnx = onnx(model(new Wdsr(2, 1, 4, 1, Wdsr.Block.A, 2, Convolutions.PLAIN), List.of()));
        assertThat(properties(onnx)).contains("multipleOf=2");
        assertThat(text(onnx, DOC_STRING)).contains("Both sides of the input must be multiples of 2.");
        ByteBuffer plain = onnx(model(new Edsr(2, 1, 4, 1, 1), List.of()));
        assertThat(properties(plain)).noneMatch(property -> property.startsWith("multipleOf"));
        assertThat(text(plain, DOC_STRING)).isEqualTo("tiny (sr x2), written by Fettle.");
    }
}
