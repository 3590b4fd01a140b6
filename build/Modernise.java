import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the classes of a jar anew which are older than Java 6: {@code java Modernise.java JAR}.
 *
 * <p>The JVM does not keep such classes in an AOT cache, and verifies them the slow way. Picocli is compiled for Java 5, and
 * nearly all the time which {@code carillon --version} took went there.
 */
final class Modernise {
    private static final ClassFile CLASS_FILE = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);

    // Code is copied as it is, without the stack maps, unless something looks at its instructions.
    private static final ClassTransform TO_JAVA_6 = ClassTransform.transformingMethodBodies(
                    CodeTransform.endHandler(_ -> {}))
            .andThen(ClassTransform.endHandler(type -> type.withVersion(ClassFile.JAVA_6_VERSION, 0)));

    private Modernise() {}

    public static void main(String[] arguments) throws IOException {
        try (var jar = FileSystems.newFileSystem(Path.of(arguments[0]))) {
            for (Path file : classes(jar.getPath("/"))) {
                ClassModel old = CLASS_FILE.parse(Files.readAllBytes(file));
                if (old.majorVersion() < ClassFile.JAVA_6_VERSION) {
                    Files.write(file, CLASS_FILE.transformClass(old, TO_JAVA_6));
                }
            }
        }
    }

    private static List<Path> classes(Path top) throws IOException {
        try (var files = Files.walk(top)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }
}
