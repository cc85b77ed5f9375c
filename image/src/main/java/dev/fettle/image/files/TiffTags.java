package dev.fettle.image.files;

/// Tags of TIFF 6.0 and its supplements.
final class TiffTags {
    static final int NEW_SUBFILE_TYPE = 254;
    static final int SUBFILE_TYPE = 255;
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int FILL_ORDER = 266;
    static final int STRIP_OFFSETS = 273;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int X_RESOLUTION = 282;
    static final int Y_RESOLUTION = 283;
    static final int PLANAR = 284;
    static final int T4_OPTIONS = 292;
    static final int RESOLUTION_UNIT = 296;
    static final int PREDICTOR = 317;
    static final int COLOUR_MAP = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int SUB_DIRECTORIES = 330;
    static final int INK_SET = 332;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    static final int S_MIN = 340;
    static final int S_MAX = 341;
    static final int JPEG_TABLES = 347;
    static final int OLD_JPEG_STREAM = 513;
    static final int OLD_JPEG_BYTES = 514;
    static final int OLD_JPEG_RESTART = 515;
    static final int OLD_JPEG_QUANTISERS = 519;
    static final int OLD_JPEG_DC_TABLES = 520;
    static final int OLD_JPEG_AC_TABLES = 521;
    static final int YCBCR_COEFFICIENTS = 529;
    static final int YCBCR_SUBSAMPLING = 530;
    static final int REFERENCE_BLACK_WHITE = 532;
    static final int XMP = 700;
    static final int CFA_PATTERN = 33422;
    static final int IPTC = 33723;
    static final int PHOTOSHOP = 34377;
    static final int ICC = 34675;
    static final int DNG_VERSION = 50706;

    private TiffTags() {}
}
