package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Remark;
import dev.fettle.image.Source;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class XmpTest {
    private static final String NAMES =
            "xmlns:tiff='http://ns.adobe.com/tiff/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
                    + " xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'"
                    + " xmlns:GCamera='http://ns.google.com/photos/1.0/camera/'"
                    + " xmlns:Container='http://ns.google.com/photos/1.0/container/'"
                    + " xmlns:Item='http://ns.google.com/photos/1.0/container/item/'"
                    + " xmlns:xmpNote='http://ns.adobe.com/xmp/note/'";

    private static String packet(String attributes, String children) {
        return "<?xpacket begin='\uFEFF' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
                + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
                + NAMES + " " + attributes + "><dc:creator><rdf:Seq><rdf:li>Zoë</rdf:li></rdf:Seq></dc:creator>"
                + children + "</rdf:Description></rdf:RDF></x:xmpmeta>  \n<?xpacket end='w'?>";
    }

    private static Source upright(String packet) {
        return Xmp.upright(Source.NONE.withXmp(packet.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Source source) {
        return new String(source.xmp().orElseThrow(), StandardCharsets.UTF_8);
    }

    private static Document document(Source source) throws Exception {
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(source.xmp().orElseThrow()));
    }

    @Test
    void aPacketWithNothingToChangeStaysByteForByte() {
        for (String attributes : List.of("", "tiff:Orientation='1'", "dc:format='Orientation'")) {
            String packet = packet(attributes, "<tiff:Orientation>1</tiff:Orientation>");
            assertThat(text(upright(packet))).isEqualTo(packet);
            assertThat(upright(packet).remarks()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tiff:Orientation>6</tiff:Orientation>",
                "<tiff:Orientation>\n  6 </tiff:Orientation>",
                "<tiff:Orientation><!-- turned -->6</tiff:Orientation>",
                "<tiff:Orientation><![CDATA[6]]></tiff:Orientation>",
                "<tiff:Orientation rdf:value='6'/>",
                "<tiff:Orientation rdf:parseType='Resource'><rdf:value>6</rdf:value></tiff:Orientation>",
                "<t:Orientation xmlns:t='http://ns.adobe.com/tiff/1.0/'>6</t:Orientation>",
                "<Orientation xmlns='http://ns.adobe.com/tiff/1.0/'>6</Orientation>",
                "<tiff:Orientation>&#54;</tiff:Orientation>"
            })
    void orientationsInElementsAreReset(String element) throws Exception {
        Source source = upright(packet("", element));
        var found = document(source).getElementsByTagNameNS("http://ns.adobe.com/tiff/1.0/", "Orientation");
        assertThat(found.getLength()).isEqualTo(1);
        assertThat(found.item(0).getTextContent()).isEqualTo("1");
        assertThat(found.item(0).getAttributes().getNamedItem("rdf:value")).isNull();
        assertThat(text(source)).contains("Zoë", "<?xpacket begin=", "<?xpacket end=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiff:Orientation='8'",
                "tiff:Orientation = \" 8 \"",
                "t:Orientation='8' xmlns:t='http://ns.adobe.com/tiff/1.0/'"
            })
    void orientationsInAttributesAreReset(String attribute) throws Exception {
        var description = document(upright(packet(attribute, "")))
                .getElementsByTagNameNS("*", "Description")
                .item(0);
        assertThat(description
                        .getAttributes()
                        .getNamedItemNS("http://ns.adobe.com/tiff/1.0/", "Orientation")
                        .getNodeValue())
                .isEqualTo("1");
    }

    @Test
    void aGainMapIsNoLongerClaimed() {
        for (String packet : List.of(
                packet("hdrgm:Version='1.0'", ""),
                packet("", "<hdrgm:Version>1.0</hdrgm:Version>"),
                packet("", "<g:GainMapMax xmlns:g='http://ns.adobe.com/hdr-gain-map/1.0/'>2</g:GainMapMax>"),
                packet(
                        "",
                        "<a:HDRGainMapVersion xmlns:a='http://ns.apple.com/HDRGainMap/1.0/'>1</a:HDRGainMapVersion>"),
                packet("", directory("GainMap")))) {
            Source source = upright(packet);
            assertThat(text(source))
                    .doesNotContain("Version", "GainMapMax", "Semantic")
                    .contains("Zoë");
            assertThat(source.remarks()).containsExactly(Companions.GAIN_MAP);
        }
    }

    private static String directory(String semantic) {
        return "<Container:Directory><rdf:Seq><rdf:li rdf:parseType='Resource'>"
                + "<Container:Item Item:Semantic='Primary' Item:Mime='image/jpeg'/></rdf:li>"
                + "<rdf:li rdf:parseType='Resource'><Container:Item Item:Semantic='" + semantic
                + "' Item:Length='12345'/></rdf:li></rdf:Seq></Container:Directory>";
    }

    @Test
    void aFilmIsNoLongerClaimed() {
        for (String packet : List.of(
                packet("GCamera:MotionPhoto='1' GCamera:MotionPhotoVersion='1'", ""),
                packet("GCamera:MicroVideo='1' GCamera:MicroVideoOffset='4000'", ""),
                packet("", "<GCamera:MotionPhoto>1</GCamera:MotionPhoto>"),
                packet("", directory("MotionPhoto")))) {
            Source source = upright(packet);
            assertThat(text(source))
                    .doesNotContain("Motion", "MicroVideo", "Semantic")
                    .contains("Zoë");
            assertThat(source.remarks()).containsExactly(Companions.FILM);
        }
        assertThat(upright(packet("GCamera:MotionPhoto='0'", "")).remarks()).isEmpty();
    }

    @Test
    void whateverElseIsListedBesideThePictureIsSaid() {
        assertThat(upright(packet("", directory("Depth"))).remarks())
                .containsExactly(Remark.dropped("what its XMP lists beside the picture is left out"));
        assertThat(upright(packet("", directory("Primary"))).remarks()).isEmpty();
        Source extended = upright(packet("xmpNote:HasExtendedXMP='0123456789ABCDEF0123456789ABCDEF'", ""));
        assertThat(text(extended)).doesNotContain("HasExtended").contains("Zoë");
        assertThat(extended.remarks()).containsExactly(Remark.dropped("the further part of its XMP is left out"));
    }

    /// Google's depth maps: what describes them stands in the packet, their data in its further part.
    @Test
    void aDepthMapIsClaimedOnlyWithItsData() {
        String depth = "<d:Format xmlns:d='http://ns.google.com/photos/1.0/depthmap/'>RangeInverse</d:Format>";
        String data = "<d:Data xmlns:d='http://ns.google.com/photos/1.0/depthmap/'>iVBORw0KGgo=</d:Data>";
        Source alone = upright(packet("", depth));
        assertThat(text(alone)).doesNotContain("RangeInverse").contains("Zoë");
        assertThat(alone.remarks())
                .containsExactly(Remark.dropped("what its XMP lists beside the picture is left out"));
        assertThat(text(upright(packet("", depth + data)))).isEqualTo(packet("", depth + data));
    }

    @Test
    void aPacketThatIsNoXmlIsKeptUnlessItMakesClaims() {
        assertThat(text(upright("<x tiff:Orientation=\"6\"/>"))).isEqualTo("<x tiff:Orientation=\"1\"/>");
        assertThat(text(upright("no packet"))).isEqualTo("no packet");
        for (String claims : List.of(
                "<x GCamera:MotionPhoto='1'>",
                "<!DOCTYPE x [<!ENTITY a 'aaa'>]><x xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'>&a;</x>",
                "<x>".repeat(100_000) + "HasExtendedXMP" + "</x>".repeat(100_000))) {
            Source source = upright(claims);
            assertThat(source.xmp()).isEmpty();
            assertThat(source.remarks())
                    .containsExactly(Remark.dropped("its XMP packet cannot be read and is left out"));
        }
    }

    @Test
    void zerosBehindThePacketDoNoHarm() throws Exception {
        Source source = upright(packet("tiff:Orientation='3'", "") + "\0\0\0");
        assertThat(document(source)).isNotNull();
        assertThat(text(source)).contains("Orientation=\"1\"");
    }
}
