/// Running a network on pictures: the engine, exact tiles, bundled models.
module dev.fettle.runtime {
    requires transitive dev.fettle.image;
    requires transitive dev.fettle.network;
    requires static jdk.incubator.vector; // plain loops without it
    requires static jdk.management; // tells the flags of the virtual machine
    requires static org.jspecify;

    exports dev.fettle.runtime;
    exports dev.fettle.runtime.engine;
}
