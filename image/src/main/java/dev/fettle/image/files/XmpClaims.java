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

/// What an XMP packet says that is not true of an upright picture which stands alone in its file; it is taken out of
/// the document, in attribute or element form and under whatever prefix.
final class XmpClaims {
    private static final String TIFF = "http://ns.adobe.com/tiff/1.0/";
    private static final String NOTE = "http://ns.adobe.com/xmp/note/";
    private static final List<String> GAIN_MAPS =
            List.of("http://ns.adobe.com/hdr-gain-map/1.0/", "http://ns.apple.com/HDRGainMap/1.0/");
    private static final List<String> CAMERAS =
            List.of("http://ns.google.com/photos/1.0/camera/", "http://ns.oplus.com/photos/1.0/camera/");
    private static final String CONTAINER = "http://ns.google.com/photos/1.0/container/";
    private static final List<String> FILM_WORDS = List.of("MotionPhoto", "MicroVideo", "OLivePhoto");
    private static final List<String> LIKELY = List.of(
            "hdr-gain-map", "HDRGainMap", "MotionPhoto", "MicroVideo", "OLivePhoto", CONTAINER, "HasExtendedXMP");

    private static final Remark EXTENSION = Remark.dropped("the further part of its XMP is left out");
    private static final Remark FURTHER = Remark.dropped("what its XMP lists beside the picture is left out");

    private final List<Remark> remarks = new ArrayList<>();
    private boolean changed;

    /// What a property is about.
    private enum Claim {
        NONE,
        ORIENTATION,
        GAIN_MAP,
        FILM,
        CONTENTS,
        EXTENSION
    }

    XmpClaims(Document document) {
        Element root = document.getDocumentElement();
        visit(root);
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
            case GAIN_MAP, FILM, CONTENTS, EXTENSION -> {
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

    private static Claim claim(Node property) {
        String space = property.getNamespaceURI();
        String name = property.getLocalName();
        if (space == null || name == null) {
            return Claim.NONE;
        }
        if (space.equals(TIFF) && name.equals("Orientation")) {
            return Claim.ORIENTATION;
        }
        if (GAIN_MAPS.contains(space)) {
            return Claim.GAIN_MAP;
        }
        if (CAMERAS.contains(space) && FILM_WORDS.stream().anyMatch(name::startsWith)) {
            return Claim.FILM;
        }
        if (space.equals(CONTAINER) && name.equals("Directory")) {
            return Claim.CONTENTS;
        }
        return space.equals(NOTE) && name.equals("HasExtendedXMP") ? Claim.EXTENSION : Claim.NONE;
    }

    private void remark(Claim claim, String value) {
        switch (claim) {
            case GAIN_MAP -> remarks.add(Companions.GAIN_MAP);
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
        var items = contents.getElementsByTagNameNS("*", "*");
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
        String space = CONTAINER + "item/";
        String text = item.getNamespaceURI() != null
                        && item.getNamespaceURI().equals(space)
                        && item.getLocalName().equals("Semantic")
                ? item.getTextContent()
                : item.getAttributeNS(space, "Semantic");
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
