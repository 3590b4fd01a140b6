import org.jspecify.annotations.NullMarked;

/** The live page: what happens on a loop, in a browser. */
@NullMarked
module dev.carillon.dashboard {
    requires static transitive org.jspecify;
    requires transitive dev.carillon.http;
    requires org.jctools.core;
    requires tools.jackson.core;

    exports dev.carillon.dashboard;
    exports dev.carillon.dashboard.board;
}
