package dev.fettle.image.files;

import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// XMP packets (ISO 16684-1) made true for the picture that is written: they repeat the orientation of EXIF, which
/// must not turn an upright picture once more, and speak of what stands elsewhere in the file and is not kept: gain
/// maps, films, further packets. A packet about which there is nothing to change stays as it is, byte for byte.
final class Xmp {
    private static final int MAX_PARSED = 16 << 20;
    private static final Pattern ORIENTATION =
            Pattern.compile("(?<before>tiff:Orientation(?:\\s*=\\s*[\"']|\\s*>)\\s*)[2-8]");

    private Xmp() {}

    /// The source of a picture that has been turned upright and stands alone.
    static Source upright(Source stored) {
        Optional<byte[]> packet = stored.xmp();
        if (packet.isEmpty()) {
            return stored;
        }
        String text = latin(packet.get());
        boolean claims = XmpClaims.isLikelyIn(text);
        if (!claims && !text.contains("Orientation")) {
            return stored;
        }
        Optional<Document> document = parse(packet.get());
        if (document.isEmpty()) {
            return claims
                    ? stored.withoutXmp().withRemark(Remark.dropped("its XMP packet cannot be read and is left out"))
                    : stored.withXmp(upright(text));
        }
        var found = new XmpClaims(document.get());
        return (found.isChanged() ? stored.withXmp(serialise(document.get())) : stored).withRemarks(found.remarks());
    }

    private static String latin(byte[] packet) {
        return new String(packet, StandardCharsets.ISO_8859_1); // byte for byte: only ASCII is looked at
    }

    /// A packet that is no XML, with another digit.
    private static byte[] upright(String text) {
        return ORIENTATION.matcher(text).replaceAll("${before}1").getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Without entities or anything else that a document could make the parser fetch or repeat.
    static Optional<Document> parse(byte[] packet) {
        int end = packet.length;
        while (end > 0 && packet[end - 1] == 0) {
            end--;
        }
        if (end > MAX_PARSED) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser().parse(new ByteArrayInputStream(packet, 0, end)));
        } catch (SAXException | IOException e) {
            return Optional.empty();
        }
    }

    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute("jdk.xml.maxElementDepth", "200");
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // which prints nothing
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java has no XML parser: use a full JDK", e);
        }
    }

    static byte[] serialise(Node document) {
        try {
            var out = new ByteArrayOutputStream();
            Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            transformer.transform(new DOMSource(document), new StreamResult(out));
            return out.toByteArray();
        } catch (TransformerException e) {
            throw new IllegalStateException("a parsed XMP packet cannot be written", e);
        }
    }
}
