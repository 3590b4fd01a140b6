import org.jspecify.annotations.NullMarked;

/** Files of configuration, and how what stands in them reads. */
@NullMarked
module dev.carillon.config {
    requires static transitive org.jspecify;
    // What the kernel refuses, in a line.
    requires dev.carillon.linux;
    // Loaded only by who reads a file.
    requires org.tomlj;

    exports dev.carillon.config;
}
