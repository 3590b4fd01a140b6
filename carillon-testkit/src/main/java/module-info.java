import org.jspecify.annotations.NullMarked;

/** A scripted kernel, leak checks, child JVMs: for tests, never shipped. */
@NullMarked
module dev.carillon.testkit {
    requires static transitive org.jspecify;
    requires transitive dev.carillon.linux;
    // The bytes that a thread has allocated.
    requires jdk.management;
    // What System.Logger leads to.
    requires java.logging;

    exports dev.carillon.testkit;
}
