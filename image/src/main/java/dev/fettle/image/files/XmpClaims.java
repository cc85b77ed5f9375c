package dev.fettle.image.files;

import dev.fettle.image.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/// What an XMP packet says that is not true of an upright picture which stands alone in its file; it is taken out of
/// the document, in attribute or element form and under whatever prefix.
final class XmpClaims {
    private static final String TIFF = "http://ns.adobe.com/tiff/1.0/";
    private static final String NOTE = "http://ns.adobe.com/xmp/note/";
    private static final String GOOGLE = "http://ns.google.com/photos/";
    private static final List<String> GAIN_MAPS =
            List.of("http://ns.adobe.com/hdr-gain-map/1.0/", "http://ns.apple.com/HDRGainMap/1.0/");
    private static final List<String> CAMERAS =
            List.of(GOOGLE + "1.0/camera/", "http://ns.oplus.com/photos/1.0/camera/");
    private static final List<String> FILM_WORDS = List.of("MotionPhoto", "MicroVideo", "OLivePhoto");
    private static final List<String> CONTAINERS = List.of(GOOGLE + "1.0/container/", GOOGLE + "dd/1.0/container/");
    private static final List<String> ITEMS = List.of(GOOGLE + "1.0/container/item/", GOOGLE + "dd/1.0/item/");
    // depth maps, other pictures and sound, whose data stand in the further part of the XMP if not in the packet
    private static final List<String> DATA =
            List.of(GOOGLE + "1.0/depthmap/", GOOGLE + "1.0/image/", GOOGLE + "1.0/audio/");
    private static final String DEVICE = GOOGLE + "dd/1.0/device/";
    private static final List<String> LIKELY =
            List.of("hdr-gain-map", "HDRGainMap", "MotionPhoto", "MicroVideo", "OLivePhoto", GOOGLE, "HasExtendedXMP");

    private static final Remark EXTENSION = Remark.dropped("the further part of its XMP is left out");
    private static final Remark FURTHER = Remark.dropped("what its XMP lists beside the picture is left out");

    private final Document document;
    private final List<Remark> remarks = new ArrayList<>();
    private boolean changed;

    /// What a property is about.
    private enum Claim {
        NONE,
        ORIENTATION,
        GAIN_MAP,
        FILM,
        CONTENTS,
        FURTHER,
        EXTENSION
    }

    XmpClaims(Document document) {
        this.document = document;
        visit(document.getDocumentElement());
    }

    /// Whether it is worth parsing a packet of this text (bytes as Latin-1).
    static boolean isLikelyIn(String text) {
        return LIKELY.stream().anyMatch(text::contains);
    }

    boolean isChanged() {
        return changed;
    }

    List<Remark> remarks() {
        return List.copyOf(remarks);
    }

    private void visit(Element element) {
        NamedNodeMap attributes = element.getAttributes();
        for (int i = attributes.getLength() - 1; i >= 0; i--) {
            visit(element, (Attr) attributes.item(i));
        }
        Node child = element.getFirstChild();
        while (child != null) {
            Node next = child.getNextSibling();
            if (child instanceof Element below) {
                visitChild(element, below);
            }
            child = next;
        }
    }

    private void visit(Element element, Attr attribute) {
        Claim claim = claim(attribute);
        if (claim == Claim.ORIENTATION && !attribute.getValue().strip().equals("1")) {
            attribute.setValue("1");
            changed = true;
        }
        if (claim != Claim.ORIENTATION && claim != Claim.NONE) {
            remark(claim, attribute.getValue());
            element.removeAttributeNode(attribute);
            changed = true;
        }
    }

    private void visitChild(Element parent, Element child) {
        Claim claim = claim(child);
        switch (claim) {
            case NONE -> visit(child);
            case ORIENTATION -> setUpright(child);
            case GAIN_MAP, FILM, CONTENTS, FURTHER, EXTENSION -> {
                remark(claim, child.getTextContent());
                if (claim == Claim.CONTENTS) {
                    listed(child);
                }
                parent.removeChild(child);
                changed = true;
            }
        }
    }

    private void setUpright(Element orientation) {
        if (orientation.getTextContent().equals("1")
                && orientation.getAttributes().getLength() == 0) {
            return;
        }
        NamedNodeMap attributes = orientation.getAttributes();
        for (int i = attributes.getLength() - 1; i >= 0; i--) {
            orientation.removeAttributeNode((Attr) attributes.item(i));
        }
        orientation.setTextContent("1");
        changed = true;
    }

    private Claim claim(Node property) {
        String space = String.valueOf(property.getNamespaceURI());
        String name = String.valueOf(property.getLocalName());
        if (space.equals(TIFF) && name.equals("Orientation")) {
            return Claim.ORIENTATION;
        }
        if (GAIN_MAPS.contains(space)) {
            return Claim.GAIN_MAP;
        }
        if (CAMERAS.contains(space) && FILM_WORDS.stream().anyMatch(name::startsWith)) {
            return Claim.FILM;
        }
        if (CONTAINERS.contains(space) && name.equals("Directory")) {
            return Claim.CONTENTS;
        }
        if (space.equals(DEVICE) || (DATA.contains(space) && !holdsData(space))) {
            return Claim.FURTHER;
        }
        return space.equals(NOTE) && name.equals("HasExtendedXMP") ? Claim.EXTENSION : Claim.NONE;
    }

    private boolean holdsData(String space) {
        NodeList elements = document.getElementsByTagNameNS("*", "*");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            boolean named = space.equals(element.getNamespaceURI()) && "Data".equals(element.getLocalName());
            if (named || element.hasAttributeNS(space, "Data")) {
                return true;
            }
        }
        return false;
    }

    private void remark(Claim claim, String value) {
        switch (claim) {
            case GAIN_MAP -> remarks.add(Companions.GAIN_MAP);
            case FURTHER -> remarks.add(FURTHER);
            case EXTENSION -> remarks.add(EXTENSION);
            case FILM -> {
                if (!value.strip().equals("0")) { // which says that there is none
                    remarks.add(Companions.FILM);
                }
            }
            case NONE, ORIENTATION, CONTENTS -> {}
        }
    }

    /// What a list of the file's contents names beside the picture: the semantics of its items.
    private void listed(Element contents) {
        NodeList items = contents.getElementsByTagNameNS("*", "*");
        for (int i = 0; i < items.getLength(); i++) {
            String semantic = semantic((Element) items.item(i));
            switch (semantic) {
                case "", "primary" -> {}
                case "gainmap" -> remarks.add(Companions.GAIN_MAP);
                case "motionphoto" -> remarks.add(Companions.FILM);
                default -> remarks.add(FURTHER);
            }
        }
    }

    private static String semantic(Element item) {
        boolean property = ITEMS.contains(String.valueOf(item.getNamespaceURI()))
                && item.getLocalName().equals("Semantic");
        String text = property ? item.getTextContent() : "";
        for (String space : ITEMS) {
            text += item.getAttributeNS(space, "Semantic");
        }
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
