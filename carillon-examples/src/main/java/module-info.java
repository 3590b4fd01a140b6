import org.jspecify.annotations.NullMarked;

/** The small programs which the guide includes. */
@NullMarked
module dev.carillon.examples {
    requires static org.jspecify;
    requires dev.carillon.net;
}
