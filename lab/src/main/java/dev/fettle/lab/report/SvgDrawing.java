package dev.fettle.lab.report;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// A chart as SVG, by Batik: text stays text, and ink takes the colour of the text around it, so that one drawing
/// serves
/// light and dark pages.
final class SvgDrawing {
    static final int WIDTH = 460;
    static final int HEIGHT = 310;
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private SvgDrawing() {}

    /// Why no chart can be drawn on this system; empty if one can.
    static Optional<String> problem() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, 12).getStringBounds("0", new FontRenderContext(null, true, true));
            return Optional.empty();
        } catch (RuntimeException | InternalError | LinkageError e) {
            return Optional.of(
                    "no curves: this system has no fonts for them; install fontconfig and a font such as DejaVu");
        }
    }

    /// @param name unique on the page
    static String of(JFreeChart chart, String name) {
        return of(chart, name, WIDTH, HEIGHT);
    }

    /// The same of another size.
    static String of(JFreeChart chart, String name, int width, int height) {
        Document document = document();
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
        context.setComment("");
        context.setIDGenerator(new SVGIDGenerator() {
            @Override
            public String generateID(String prefix) {
                return name + "-" + super.generateID(prefix); // several drawings share a page
            }
        });
        SVGGraphics2D graphics = new SVGGraphics2D(context, false);
        graphics.setSVGCanvasSize(new Dimension(width, height));
        chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
        return text(graphics, width, height);
    }

    private static String text(SVGGraphics2D graphics, int width, int height) {
        Element root = graphics.getRoot();
        root.setAttribute("viewBox", "0 0 " + width + " " + height);
        StringWriter out = new StringWriter();
        try {
            graphics.stream(root, out, false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String svg = out.toString();
        String ink = "rgb(%d,%d,%d)".formatted(Charts.INK.getRed(), Charts.INK.getGreen(), Charts.INK.getBlue());
        return svg.substring(svg.indexOf("<svg")).replace(ink, "currentColor");
    }

    private static Document document() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java platform has an XML parser", e);
        }
    }

    /// As a file of its own: dark on white, whatever the viewer's page.
    static String standalone(String svg) {
        return svg.replaceFirst("<svg", "<svg style=\"color:#1c2024;background:#fff\"");
    }
}
