/// Files that appear whole or not at all, their names, and what stands in their way.
module dev.fettle.file {
    requires static org.jspecify;

    exports dev.fettle.file;
}
