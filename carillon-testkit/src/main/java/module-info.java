import org.jspecify.annotations.NullMarked;

/** A scripted kernel, a test clock and leak checks: for tests, never shipped. */
@NullMarked
module dev.carillon.testkit {
    requires static transitive org.jspecify;
    requires transitive dev.carillon.linux;
    // The bytes that a thread has allocated.
    requires jdk.management;

    exports dev.carillon.testkit;
}
