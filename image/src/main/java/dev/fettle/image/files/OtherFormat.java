package dev.fettle.image.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Kinds of files that people take for pictures and that are not read: known so that they are refused by name, with
/// the way out, and counted where a folder holds them.
public enum OtherFormat {
    HEIC(
            "HEIC",
            "export it as JPEG or PNG first (on an iPhone: Settings, Camera, Formats, Most Compatible)",
            List.of("heic", "heif", "hif", "heics")),
    AVIF("AVIF", Way.EXPORT, List.of("avif", "avifs")),
    JPEG_XL(
            "JPEG XL",
            "export it as PNG first (djxl does; one made of a JPEG becomes that JPEG again)",
            List.of("jxl"),
            Magic.at(0, "\u00FF\n"),
            Magic.at(0, "\0\0\0\fJXL ")),
    JPEG_2000(
            "JPEG 2000",
            Way.EXPORT,
            List.of("jp2", "j2k", "jpf", "jpx", "j2c", "jpc", "jpm"),
            Magic.at(0, "\0\0\0\fjP  "),
            Magic.at(0, "\u00FFO\u00FFQ")),
    JPEG_XR("JPEG XR", Way.EXPORT, List.of("jxr", "wdp", "hdp"), Magic.at(0, "II\u00BC")),
    PHOTOSHOP("Photoshop's own format", Way.SAVE, List.of("psd", "psb"), Magic.at(0, "8BPS")),
    GIMP("GIMP's own format", Way.SAVE, List.of("xcf"), Magic.at(0, "gimp xcf")),
    KRITA("Krita's own format", Way.SAVE, List.of("kra")),
    CAMERA_RAW(
            "a camera's raw data",
            "develop it first: export it as a TIFF of 16 bits",
            List.of(
                    "cr2", "cr3", "crw", "nef", "nrw", "arw", "srf", "sr2", "raf", "rw2", "rwl", "orf", "ori", "pef",
                    "ptx", "dng", "x3f", "mrw", "3fr", "fff", "iiq", "kdc", "dcr", "dcs", "erf", "mef", "mos", "srw",
                    "gpr", "raw"),
            Magic.at(0, "FUJIFILMCCD-RAW"),
            Magic.at(0, "FOVb"),
            Magic.at(0, "IIU\0"),
            Magic.at(0, "IIRO"),
            Magic.at(0, "IIRS"),
            Magic.at(0, "MMOR"),
            Magic.at(0, "\0MRM"),
            Magic.at(6, "HEAPCCDR")),
    SVG("SVG", Way.RENDER, List.of("svg", "svgz")),
    PDF("PDF", "export its pictures as PNG first", List.of("pdf", "ai"), Magic.at(0, "%PDF")),
    POSTSCRIPT(
            "PostScript",
            Way.RENDER,
            List.of("eps", "epsf", "ps"),
            Magic.at(0, "%!PS"),
            Magic.at(0, "\u00C5\u00D0\u00D3\u00C6")),
    METAFILE("a Windows metafile", Way.RENDER, List.of("wmf", "emf"), Magic.at(0, "\u00D7\u00CD\u00C6\u009A")),
    ICON("an icon file", "save its largest picture as PNG first", List.of("ico", "cur", "icns"), Magic.at(0, "icns")),
    TARGA("Targa", Way.EXPORT, List.of("tga", "targa", "icb", "vda", "vst")),
    PCX("PCX", Way.EXPORT, List.of("pcx", "dcx")),
    OPENEXR("OpenEXR", Way.TONES, List.of("exr"), Magic.at(0, "v/1\u0001")),
    RADIANCE(
            "Radiance HDR",
            Way.TONES,
            List.of("hdr", "rgbe", "xyze"),
            Magic.at(0, "#?RADIANCE"),
            Magic.at(0, "#?RGBE")),
    DDS("DDS", Way.EXPORT, List.of("dds"), Magic.at(0, "DDS ")),
    QOI("QOI", Way.EXPORT, List.of("qoi"), Magic.at(0, "qoif")),
    NETPBM("Netpbm", Way.EXPORT, List.of("pnm", "pbm", "pgm", "ppm", "pam", "pfm")),
    FITS("FITS", Way.TONES, List.of("fits", "fit", "fts"), Magic.at(0, "SIMPLE  =")),
    DICOM("DICOM", Way.EXPORT, List.of("dcm", "dicom"), Magic.at(128, "DICM")),
    DJVU("DjVu", Way.EXPORT, List.of("djvu", "djv"), Magic.at(0, "AT&TFORM")),
    BPG("BPG", Way.EXPORT, List.of("bpg"), Magic.at(0, "BPG\u00FB")),
    MNG("MNG or JNG", Way.EXPORT, List.of("mng", "jng"), Magic.at(1, "MNG\r\n"), Magic.at(1, "JNG\r\n")),
    SUN_RASTER("a Sun raster file", Way.EXPORT, List.of("ras", "sun"), Magic.at(0, "Y\u00A6j\u0095")),
    BITMAP_ARRAY("an array of OS/2 bitmaps", "save its largest picture as PNG first", List.of(), Magic.at(0, "BA")),
    FILM(
            "a film",
            "export the frame you want as PNG first",
            List.of("mp4", "m4v", "mov", "qt", "avi", "mkv", "webm", "mpg", "mpeg", "wmv", "flv", "3gp", "ogv"),
            Magic.at(4, "moov"),
            Magic.at(4, "mdat"),
            Magic.at(4, "wide"),
            Magic.at(8, "AVI "),
            Magic.at(0, "\u001AE\u00DF\u00A3"),
            Magic.at(0, "\0\0\u0001\u00BA"),
            Magic.at(0, "\0\0\u0001\u00B3"),
            Magic.at(0, "FLV\u0001"),
            Magic.at(0, "0&\u00B2u\u008Ef\u00CF\u0011"),
            Magic.at(0, "OggS")),
    WEB_PAGE(
            "a web page or XML under a picture's name",
            "get the picture itself, as a browser's \"save image as\" does",
            List.of("html", "htm", "xhtml", "xml"));

    /// Bytes from which every one of them can be told.
    static final int ENOUGH = 512;

    private final String title;
    private final String wayOut;
    private final List<String> suffixes;
    private final List<Magic> magics;

    /// What most programs offer.
    private static final class Way {
        static final String EXPORT = "export it as PNG first";
        static final String SAVE = "save a copy as PNG or TIFF first";
        static final String RENDER = "it is drawn, not made of pixels: render it as PNG first";
        static final String TONES = "map its tones to 8 or 16 bits and export it as PNG or TIFF first";
    }

    /// Bytes, as Latin-1, at some place of the file.
    private record Magic(int at, byte[] bytes) {
        static Magic at(int at, String bytes) {
            return new Magic(at, bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        boolean isIn(byte[] start) {
            return start.length >= at + bytes.length
                    && Arrays.equals(start, at, at + bytes.length, bytes, 0, bytes.length);
        }
    }

    OtherFormat(String title, String wayOut, List<String> suffixes, Magic... magics) {
        this.title = title;
        this.wayOut = wayOut;
        this.suffixes = suffixes;
        this.magics = List.of(magics);
    }

    /// What messages call it: `HEIC`, `a camera's raw data`.
    public String title() {
        return title;
    }

    /// What to do with such a file, for the end of a message.
    public String wayOut() {
        return wayOut;
    }

    /// The usual file name endings in lower case, without the dot.
    public List<String> suffixes() {
        return suffixes;
    }

    /// Whether people who give a folder of pictures mean files of this kind, too: not films, documents and web pages.
    public boolean isPicture() {
        return switch (this) {
            case FILM, PDF, POSTSCRIPT, WEB_PAGE -> false;
            case HEIC,
                    AVIF,
                    JPEG_XL,
                    JPEG_2000,
                    JPEG_XR,
                    PHOTOSHOP,
                    GIMP,
                    KRITA,
                    CAMERA_RAW,
                    SVG,
                    METAFILE,
                    ICON,
                    TARGA,
                    PCX,
                    OPENEXR,
                    RADIANCE,
                    DDS,
                    QOI,
                    NETPBM,
                    FITS,
                    DICOM,
                    DJVU,
                    BPG,
                    MNG,
                    SUN_RASTER,
                    BITMAP_ARRAY -> true;
        };
    }

    /// The kind that a file of this name usually has, by its ending; empty for all endings but those listed here.
    public static Optional<OtherFormat> ofName(String fileName) {
        String suffix = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return fileName.indexOf('.') < 0
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(format -> format.suffixes.contains(suffix))
                        .findFirst();
    }

    /// Whether the first bytes tell it, so that its ending alone means nothing.
    boolean isKnownByContent() {
        return this != TARGA && this != KRITA;
    }

    /// The kind that begins with these bytes, of which the first 512 are enough; empty for anything else.
    public static Optional<OtherFormat> of(byte[] start) {
        if (Magic.at(4, "ftyp").isIn(start)) {
            return Optional.of(ofBrands(start));
        }
        for (OtherFormat format : values()) {
            if (format.magics.stream().anyMatch(magic -> magic.isIn(start))) {
                return Optional.of(format);
            }
        }
        return ofFields(start).or(() -> ofText(start));
    }

    /// ISO 14496-12, 4.3: the file type box has its length, its own name, the major brand, a version and the brands
    /// that the file fits as well.
    private static OtherFormat ofBrands(byte[] start) {
        int end = Math.min(start.length, u8(start, 2) << 8 | u8(start, 3));
        String brands = new String(start, 8, Math.max(0, end - 8), StandardCharsets.ISO_8859_1);
        if (brands.startsWith("crx ")) {
            return CAMERA_RAW;
        }
        if (brands.contains("avif") || brands.contains("avis")) {
            return AVIF;
        }
        return brands.matches("(?s).*(hei[cxms]|hev[cxms]|mif[12]|msf1|mia[fn]).*") ? HEIC : FILM;
    }

    /// Kinds that are told by what their first fields may hold.
    private static Optional<OtherFormat> ofFields(byte[] start) {
        boolean icons = u8(start, 0) == 0 && u8(start, 1) == 0 && u8(start, 3) == 0 && u8(start, 4) != 0;
        if (start.length > 4 && icons && (u8(start, 2) == 1 || u8(start, 2) == 2)) {
            return Optional.of(ICON);
        }
        boolean runs = u8(start, 0) == 10 && u8(start, 1) <= 5 && u8(start, 2) == 1;
        if (start.length > 3 && runs && Integer.bitCount(u8(start, 3)) == 1 && u8(start, 3) <= 8) {
            return Optional.of(PCX);
        }
        boolean netpbm = u8(start, 0) == 'P' && "1234567Ff".indexOf(u8(start, 1)) >= 0;
        return netpbm && Character.isWhitespace(u8(start, 2)) ? Optional.of(NETPBM) : Optional.empty();
    }

    private static int u8(byte[] start, int at) {
        return at < start.length ? start[at] & 0xFF : 0;
    }

    /// Markup: zeros are left out, so that UTF-16 reads like ASCII.
    private static Optional<OtherFormat> ofText(byte[] start) {
        String text = new String(start, 0, Math.min(start.length, ENOUGH), StandardCharsets.ISO_8859_1)
                .replace("\0", "")
                .replaceFirst("^(\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)?\\s*", "")
                .toLowerCase(Locale.ROOT);
        if (!text.startsWith("<")) {
            return Optional.empty();
        }
        return Optional.of(text.contains("<svg") ? SVG : WEB_PAGE);
    }
}
