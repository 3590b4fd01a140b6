import org.jspecify.annotations.NullMarked;

/**
 * The Linux kernel as Java: one class a facility, errno as exceptions; no policy, no threads, no logging.
 *
 * <p>The only module that needs native access: {@code --enable-native-access=dev.carillon.linux}.
 */
@NullMarked
@SuppressWarnings("module") // dev.carillon.testkit is compiled after this module, so javac can not see it yet
module dev.carillon.linux {
    // Annotations only: not needed at run time. Transitive, for they are part of the signatures.
    requires static transitive org.jspecify;
    // sun.misc.Signal, for signals in a JVM which was started without the launcher.
    requires jdk.unsupported;

    exports dev.carillon.linux;
    // The scripted kernel of the tests stands in for the real one behind this package's Kernel interface.
    exports dev.carillon.linux.ffm to
            dev.carillon.testkit;
}
