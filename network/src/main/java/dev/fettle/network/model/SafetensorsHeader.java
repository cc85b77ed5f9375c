package dev.fettle.network.model;

import dev.fettle.network.Configuration;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/// The table of contents of a safetensors file, checked: what is in it can be read without further doubts about
/// sizes.
///
/// @param length bytes of the JSON text
/// @param metadata the strings under `__metadata__`
/// @param entries the tensors in the order of their bytes, without gaps or overlaps but for those of `unread`
/// @param unread tensors of other programs of a kind that is not read; none in a model
record SafetensorsHeader(int length, SequencedMap<String, String> metadata, List<Entry> entries, List<Unread> unread) {
    static final String METADATA = "__metadata__";

    /// More than any network here needs; the format's own bound of 100 MB would let a small file cost much
    /// memory.
    static final int LONGEST = 1 << 20;

    private static final ObjectReader JSON =
            Configuration.MAPPER.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    SafetensorsHeader {
        metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
        entries = List.copyOf(entries);
        unread = List.copyOf(unread);
    }

    /// Bytes from (inclusive) to to (exclusive), counted from the end of the header.
    interface Extent {
        String name();

        long from();

        long to();
    }

    /// One tensor.
    record Entry(String name, ElementType type, Shape shape, long from, long to) implements Extent {}

    /// A tensor without elements, or of whole numbers, and what is said if somebody needs it.
    record Unread(String name, String reason, long from, long to) implements Extent {}

    /// Reads and checks the length and the JSON text; the stream then stands at the first tensor.
    ///
    /// @throws ModelFormatException if it contradicts itself or has a tensor of a kind that is not read
    static SafetensorsHeader read(InputStream in, String file) throws IOException {
        return published(in, file).requireRead(file);
    }

    /// @throws ModelFormatException if it has a tensor of a kind that is not read
    SafetensorsHeader requireRead(String file) throws ModelFormatException {
        if (!unread.isEmpty()) {
            throw new ModelFormatException(file + ": " + unread.getFirst().reason());
        }
        return this;
    }

    /// The same for a file of another program, which may hold tensors that nobody needs.
    static SafetensorsHeader published(InputStream in, String file) throws IOException {
        return published(in, file, LONGEST);
    }

    /// @param longest bytes of the JSON text
    static SafetensorsHeader published(InputStream in, String file, int longest) throws IOException {
        byte[] prefix = in.readNBytes(Long.BYTES);
        if (prefix.length < Long.BYTES) {
            throw new ModelFormatException(file + ": not a safetensors file: only " + prefix.length + " bytes long");
        }
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > longest) {
            if (isTorch(prefix)) {
                throw new ModelFormatException(file
                        + ": a checkpoint of PyTorch, no model; 'fettle import " + file
                        + " --architecture NAME' makes a model of it");
            }
            throw new ModelFormatException(
                    "%s: not a safetensors file that Fettle reads: header of %s bytes, 2 to %d are allowed"
                            .formatted(file, Long.toUnsignedString(length), longest));
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) {
            throw new ModelFormatException(file + ": damaged: ends inside the header; copy or download it again");
        }
        return new Parser(file).parse(text);
    }

    /// A ZIP, or a pickle of protocol 2 to 5: PyTorch's two formats.
    private static boolean isTorch(byte[] prefix) {
        return prefix[0] == (byte) 0x80 && prefix[1] >= 2 && prefix[1] <= 5
                || prefix[0] == 'P' && prefix[1] == 'K' && prefix[2] == 3 && prefix[3] == 4;
    }

    /// Bytes of all tensors together.
    long dataBytes() {
        return Stream.<Extent>concat(entries.stream(), unread.stream())
                .mapToLong(Extent::to)
                .max()
                .orElse(0);
    }

    /// Names of the tensors of 16 bits.
    SequencedSet<String> halves() {
        SequencedSet<String> halves = new LinkedHashSet<>();
        for (Entry entry : entries) {
            if (entry.type() == ElementType.F16) {
                halves.add(entry.name());
            }
        }
        return halves;
    }

    /// Where in the file the first tensor begins.
    long dataAt() {
        return Long.BYTES + (long) length;
    }

    /// Bytes of the whole file.
    long fileBytes() {
        return dataAt() + dataBytes();
    }

    /// The JSON text as it is written, its length a multiple of 8.
    ///
    /// @throws IllegalArgumentException if it is longer than what is read again
    static byte[] padded(ObjectNode json, int longest) {
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        if (padded.length > longest) {
            throw new IllegalArgumentException(
                    "safetensors: the header would take %d bytes, %d are allowed; shorten the metadata"
                            .formatted(padded.length, longest));
        }
        return padded;
    }

    /// Turns the text into a table and refuses what contradicts itself.
    private record Parser(String file) {
        SafetensorsHeader parse(byte[] text) throws ModelFormatException {
            SequencedMap<String, String> metadata = new LinkedHashMap<>();
            List<Extent> tensors = new ArrayList<>();
            for (Map.Entry<String, JsonNode> property : json(text).properties()) {
                if (property.getKey().equals(METADATA)) {
                    metadata.putAll(strings(property.getValue()));
                } else {
                    tensors.add(tensor(property.getKey(), property.getValue()));
                }
            }
            tensors.sort(Comparator.comparingLong(Extent::from).thenComparingLong(Extent::to));
            requireContiguous(tensors);
            return new SafetensorsHeader(
                    text.length, metadata, only(Entry.class, tensors), only(Unread.class, tensors));
        }

        private static <T extends Extent> List<T> only(Class<T> kind, List<Extent> tensors) {
            return tensors.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        private ObjectNode json(byte[] text) throws ModelFormatException {
            if (text[0] != '{') {
                throw bad("not a safetensors file: the header does not begin with '{'");
            }
            try {
                String decoded = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(text))
                        .toString();
                if (JSON.readTree(decoded) instanceof ObjectNode object) {
                    return object;
                }
                throw bad("the header is not a JSON object");
            } catch (JacksonException e) {
                throw new ModelFormatException(file + ": the header is not valid JSON: " + Configuration.said(e), e);
            } catch (CharacterCodingException e) {
                throw new ModelFormatException(file + ": the header is not UTF-8", e);
            }
        }

        private Map<String, String> strings(JsonNode node) throws ModelFormatException {
            Map<String, String> strings = new LinkedHashMap<>();
            if (!node.isObject()) {
                throw bad(METADATA + " must map names to strings, is " + brief(node));
            }
            for (Map.Entry<String, JsonNode> property : node.properties()) {
                if (!property.getValue().isString()) {
                    throw bad("%s: '%s' must be a string, is %s"
                            .formatted(METADATA, property.getKey(), brief(property.getValue())));
                }
                strings.put(property.getKey(), property.getValue().stringValue());
            }
            return strings;
        }

        private Extent tensor(String name, JsonNode node) throws ModelFormatException {
            if (!node.isObject() || node.size() != 3) {
                throw bad(name, "exactly dtype, shape and data_offsets are expected, got " + brief(node));
            }
            long[] offsets = integers(name, "data_offsets", node.path("data_offsets"));
            if (offsets.length != 2 || offsets[0] > offsets[1]) {
                throw bad(name, "data_offsets must be [from, to], are " + Arrays.toString(offsets));
            }
            long[] dimensions = integers(name, "shape", node.path("shape"));
            Optional<ElementType> type = type(node.path("dtype"));
            if (type.isEmpty()) {
                String known = Stream.of(ElementType.values()).map(Enum::name).collect(Collectors.joining(", "));
                return unread(name, "dtype " + brief(node.path("dtype")) + " is not read; known: " + known, offsets);
            }
            if (LongStream.of(dimensions).anyMatch(dimension -> dimension == 0)) {
                return unread(name, "dimension 0 is not between 1 and " + Integer.MAX_VALUE, offsets);
            }
            return entry(name, type.get(), shape(name, dimensions), offsets);
        }

        private static Unread unread(String name, String reason, long[] offsets) {
            return new Unread(name, "tensor '" + name + "': " + reason, offsets[0], offsets[1]);
        }

        private Entry entry(String name, ElementType type, Shape shape, long[] offsets) throws ModelFormatException {
            long wanted = bytes(name, shape, type);
            if (offsets[1] - offsets[0] != wanted) {
                throw bad(
                        name,
                        "%s %s takes %d bytes, the header gives it %d"
                                .formatted(type, shape, wanted, offsets[1] - offsets[0]));
            }
            return new Entry(name, type, shape, offsets[0], offsets[1]);
        }

        private static Optional<ElementType> type(JsonNode node) {
            return Stream.of(ElementType.values())
                    .filter(type -> node.isString() && node.stringValue().equals(type.name()))
                    .findFirst();
        }

        private Shape shape(String name, long[] integers) throws ModelFormatException {
            List<Integer> dimensions = new ArrayList<>();
            for (long dimension : integers) {
                if (dimension > Integer.MAX_VALUE) {
                    throw bad(name, "dimension " + dimension + " is not between 1 and " + Integer.MAX_VALUE);
                }
                dimensions.add((int) dimension);
            }
            return new Shape(dimensions);
        }

        private long[] integers(String name, String key, JsonNode node) throws ModelFormatException {
            boolean fits = node.isArray();
            for (JsonNode element : node) {
                fits &= element.isIntegralNumber() && element.canConvertToLong() && element.longValue() >= 0;
            }
            if (!fits) {
                throw bad(name, key + " must be a list of whole numbers, is " + brief(node));
            }
            return node.valueStream().mapToLong(JsonNode::longValue).toArray();
        }

        private long bytes(String name, Shape shape, ElementType type) throws ModelFormatException {
            try {
                long bytes = Math.multiplyExact(shape.size(), type.size());
                if (bytes <= Integer.MAX_VALUE - 8) { // the longest array that every JVM allocates
                    return bytes;
                }
            } catch (ArithmeticException e) {
                throw new ModelFormatException(
                        "%s: tensor '%s': shape %s is too large".formatted(file, name, shape), e);
            }
            throw bad(name, "shape " + shape + " is too large: a tensor may take 2 GiB at most");
        }

        private void requireContiguous(List<Extent> tensors) throws ModelFormatException {
            long expected = 0;
            for (Extent entry : tensors) {
                if (entry.from() != expected) {
                    throw bad(
                            entry.name(),
                            "begins at byte %d where %d is expected: tensors must follow each other without gaps"
                                    .formatted(entry.from(), expected));
                }
                expected = entry.to();
            }
        }

        private ModelFormatException bad(String tensor, String what) {
            return bad("tensor '" + tensor + "': " + what);
        }

        private ModelFormatException bad(String what) {
            return new ModelFormatException(file + ": " + what);
        }

        private static String brief(JsonNode node) {
            if (node.isMissingNode()) {
                return "missing";
            }
            String text = node.toString();
            return text.length() <= 80 ? text : text.substring(0, 80) + " …";
        }
    }
}
