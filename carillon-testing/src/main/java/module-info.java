import org.jspecify.annotations.NullMarked;

/** For tests of programs on the event loop. */
@NullMarked
module dev.carillon.testing {
    requires static transitive org.jspecify;
    requires transitive dev.carillon.loop;

    exports dev.carillon.testing;
}
