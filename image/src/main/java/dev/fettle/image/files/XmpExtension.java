package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/// What of a JPEG's XMP does not fit the one segment of its packet (XMP specification, part 3, 1.1.3.1): a second
/// packet in as many segments as it takes, whose digest the first one names. Here both are one packet, which is taken
/// apart for writing.
final class XmpExtension {
    static final String NAME = "http://ns.adobe.com/xmp/extension/\0";

    private static final String NOTE = "http://ns.adobe.com/xmp/note/";
    private static final String CLAIM = "HasExtendedXMP";
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final String EMPTY = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"" + RDF
            + "\"><rdf:Description rdf:about=\"\"/>" + "</rdf:RDF></x:xmpmeta>";
    private static final int DIGEST = 32;
    private static final int HEADER = DIGEST + 8;
    private static final int PART = 65_000; // bytes of a segment, with room for its header
    private static final int CLAIM_LENGTH = 200; // bytes that naming the second packet takes at most

    private final Map<String, TreeMap<Integer, byte[]>> parts = new TreeMap<>();
    private final Map<String, Integer> lengths = new TreeMap<>();

    /// A packet for the one segment and the contents of the others, behind their name.
    record Split(byte[] packet, List<byte[]> segments) {
        Split {
            segments = List.copyOf(segments);
        }
    }

    /// Takes in the content of a segment behind its name: the digest of the second packet, its length, the place of
    /// this part in it, and the part.
    void add(Content segment) throws ImageFormatException {
        if (segment.length() <= HEADER) {
            return;
        }
        String digest = segment.ascii(0, DIGEST);
        lengths.put(digest, (int) segment.big32(DIGEST));
        parts.computeIfAbsent(digest, unknown -> new TreeMap<>())
                .putIfAbsent((int) segment.big32(DIGEST + 4), segment.slice(HEADER, segment.length() - (long) HEADER));
    }

    /// The source with both packets as one, if its packet names a second one and that is whole.
    Source joined(Source source) {
        Optional<Document> packet =
                parts.isEmpty() ? Optional.empty() : source.xmp().flatMap(Xmp::parse);
        Optional<Document> second =
                packet.flatMap(XmpExtension::claim).flatMap(this::whole).flatMap(Xmp::parse);
        if (second.isEmpty()) {
            return source;
        }
        Document joined = packet.orElseThrow();
        descriptions(joined).forEach(XmpExtension::removeClaim);
        Optional<Element> parent =
                descriptions(joined).stream().findFirst().map(first -> (Element) first.getParentNode());
        parent.ifPresent(rdf -> descriptions(second.get())
                .forEach(description -> rdf.appendChild(joined.importNode(description, true))));
        return parent.isPresent() ? source.withXmp(Xmp.serialise(joined)) : source;
    }

    private Optional<byte[]> whole(String digest) {
        TreeMap<Integer, byte[]> known = parts.getOrDefault(digest, new TreeMap<>());
        long total = known.values().stream().mapToLong(part -> part.length).sum();
        if (known.isEmpty() || total != lengths.getOrDefault(digest, -1)) {
            return Optional.empty();
        }
        ByteBuffer whole = ByteBuffer.allocate((int) total);
        for (Map.Entry<Integer, byte[]> part : known.entrySet()) {
            if (part.getKey() != whole.position()) {
                return Optional.empty();
            }
            whole.put(part.getValue());
        }
        return Optional.of(whole.array());
    }

    private static Optional<String> claim(Document packet) {
        return descriptions(packet).stream()
                .map(description -> {
                    Node element =
                            description.getElementsByTagNameNS(NOTE, CLAIM).item(0);
                    return element == null ? description.getAttributeNS(NOTE, CLAIM) : element.getTextContent();
                })
                .map(String::strip)
                .filter(digest -> !digest.isEmpty())
                .findFirst();
    }

    private static void removeClaim(Element description) {
        description.removeAttributeNS(NOTE, CLAIM);
        Node element = description.getElementsByTagNameNS(NOTE, CLAIM).item(0);
        if (element != null) {
            description.removeChild(element);
        }
    }

    private static List<Element> descriptions(Document packet) {
        List<Element> descriptions = new ArrayList<>();
        Node rdf = packet.getElementsByTagNameNS(RDF, "RDF").item(0);
        for (Node child = rdf == null ? null : rdf.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && RDF.equals(child.getNamespaceURI())) {
                descriptions.add(element);
            }
        }
        return descriptions;
    }

    /// The packet in two, the largest properties in the second; empty if it cannot be taken apart so that the first
    /// has no more than so many bytes.
    static Optional<Split> split(byte[] packet, int most) {
        Optional<Document> parsed = Xmp.parse(packet);
        if (parsed.isEmpty() || descriptions(parsed.get()).isEmpty()) {
            return Optional.empty();
        }
        Document first = parsed.get();
        Document second = Xmp.parse(EMPTY.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        long left = (long) Xmp.serialise(first).length + CLAIM_LENGTH;
        for (Property property : properties(first)) {
            if (left > most) {
                left -= property.bytes;
                property.moveTo(second);
            }
        }
        removeEmptied(first);
        byte[] extension = Xmp.serialise(second);
        String digest = digest(extension);
        descriptions(first).getFirst().setAttributeNS(NOTE, "xmpNote:" + CLAIM, digest);
        byte[] main = Xmp.serialise(first);
        return main.length > most ? Optional.empty() : Optional.of(new Split(main, segments(extension, digest)));
    }

    /// A property of the picture, in element or attribute form, and about how many bytes it takes.
    private record Property(Element description, Node node, int bytes) {
        void moveTo(Document other) {
            Element target = descriptions(other).getFirst();
            if (node instanceof Attr attribute) {
                description.removeAttributeNode(attribute);
                target.setAttributeNS(attribute.getNamespaceURI(), attribute.getName(), attribute.getValue());
            } else {
                description.removeChild(node);
                target.appendChild(other.importNode(node, true));
            }
        }
    }

    /// The largest first.
    private static List<Property> properties(Document packet) {
        List<Property> properties = new ArrayList<>();
        descriptions(packet).forEach(description -> properties.addAll(properties(description)));
        properties.sort(Comparator.comparingInt(Property::bytes).reversed());
        return properties;
    }

    /// All descriptions but the first, which is needed, if nothing is left in them.
    private static void removeEmptied(Document packet) {
        descriptions(packet).stream()
                .skip(1)
                .filter(description -> properties(description).isEmpty())
                .forEach(description -> description.getParentNode().removeChild(description));
    }

    private static List<Property> properties(Element description) {
        List<Property> properties = new ArrayList<>();
        for (Node child = description.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                properties.add(new Property(description, element, Xmp.serialise(element).length));
            }
        }
        NamedNodeMap attributes = description.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            String space = String.valueOf(attribute.getNamespaceURI());
            if (!space.equals(RDF)
                    && !space.equals("null")
                    && !attribute.getName().startsWith("xmlns")) {
                properties.add(new Property(
                        description, attribute, attribute.getValue().length()));
            }
        }
        return properties;
    }

    private static List<byte[]> segments(byte[] extension, String digest) {
        List<byte[]> segments = new ArrayList<>();
        for (int from = 0; from < extension.length; from += PART) {
            int length = Math.min(PART, extension.length - from);
            segments.add(ByteBuffer.allocate(HEADER + length)
                    .put(digest.getBytes(StandardCharsets.US_ASCII))
                    .putInt(extension.length)
                    .putInt(from)
                    .put(extension, from, length)
                    .array());
        }
        return segments;
    }

    /// MD5 in upper-case hexadecimal digits, which here is a name and guards nothing.
    private static String digest(byte[] extension) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("MD5").digest(extension));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5: use a full JDK", e);
        }
    }
}
