/// Pictures: files in and out, colour, resampling, degradation, metrics, data sets.
module dev.fettle.image {
    requires dev.fettle.file;
    requires transitive java.desktop;
    requires static org.jspecify;

    exports dev.fettle.image;
    exports dev.fettle.image.data;
    exports dev.fettle.image.degrade;
    exports dev.fettle.image.files;
    exports dev.fettle.image.metric;
    exports dev.fettle.image.noise;
    exports dev.fettle.image.resample;
}
