import org.jspecify.annotations.NullMarked;

/** For tests of programs that serve HTTP. */
@NullMarked
module dev.carillon.http.testing {
    requires static transitive org.jspecify;
    // What is tested, and the loop whose time the test has in its hands.
    requires transitive dev.carillon.http;
    requires transitive dev.carillon.testing;

    exports dev.carillon.http.testing;
}
