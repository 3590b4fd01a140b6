package dev.carillon.monitor.fleet;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The classes of jnats, by name: they are in a directory of their own beside the monitor's jar, and loaded by who speaks to a NATS
 * server only. Where there is no such directory, as in a test, they are looked for on the class path.
 */
final class NatsLibrary {
    private static final String DIRECTORY = "nats";
    private static final String PREFIX = "io.nats.client.";

    private static @Nullable NatsLibrary installed;

    private final ClassLoader loader;

    private NatsLibrary(ClassLoader loader) {
        this.loader = loader;
    }

    /** The one of this process: each has its classes anew, and there are some hundreds. */
    static synchronized NatsLibrary installed() throws IOException {
        NatsLibrary present = installed;
        if (present == null) {
            present = new NatsLibrary(findLoader());
            installed = present;
        }
        return present;
    }

    private static ClassLoader findLoader() throws IOException {
        try {
            Path jar = Path.of(NatsLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path directory = jar.resolveSibling(DIRECTORY);
            return Files.isDirectory(directory)
                    ? new URLClassLoader(DIRECTORY, jars(directory), ClassLoader.getPlatformClassLoader())
                    : ClassLoader.getSystemClassLoader();
        } catch (URISyntaxException e) {
            throw new IOException("where the monitor's own jar is cannot be told", e);
        }
    }

    private static URL[] jars(Path directory) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path file : files) {
                jars.add(file.toUri().toURL());
            }
        }
        return jars.toArray(URL[]::new);
    }

    /**
     * Calls a method of a type by the name of both; of nothing, a static one.
     *
     * @throws Exception what the method throws
     */
    Object call(String type, @Nullable Object target, String name, Object... arguments) throws Exception {
        try {
            return method(type, name, arguments).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private Method method(String type, String name, Object... arguments) throws ReflectiveOperationException {
        for (Method method : type(type).getMethods()) {
            if (method.getName().equals(name) && takes(method, arguments)) {
                return method;
            }
        }
        throw new NoSuchMethodException(PREFIX + type + "." + name);
    }

    private static boolean takes(Method method, Object... arguments) {
        Class<?>[] types = method.getParameterTypes();
        boolean takes = types.length == arguments.length;
        for (int i = 0; takes && i < types.length; i++) {
            Class<?> boxed = types[i].isPrimitive()
                    ? Array.get(Array.newInstance(types[i], 1), 0).getClass()
                    : types[i];
            takes = boxed.isInstance(arguments[i]);
        }
        return takes;
    }

    /** One of them, by its type and name. */
    Object constant(String type, String name) throws ReflectiveOperationException {
        return type(type).getField(name).get(null);
    }

    /** As the last argument of a method which takes any number of them. */
    Object arrayOf(String type, Object... elements) throws ClassNotFoundException {
        Object array = Array.newInstance(type(type), elements.length);
        System.arraycopy(elements, 0, array, 0, elements.length);
        return array;
    }

    /** What is called back, with the name of the method and its arguments; on the library's threads. */
    Object listener(String type, BiConsumer<String, Object[]> listener) throws ClassNotFoundException {
        return Proxy.newProxyInstance(
                loader, new Class<?>[] {type(type)}, (self, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "toString" -> type;
                    default -> {
                        listener.accept(method.getName(), arguments == null ? new Object[0] : arguments);
                        yield null;
                    }
                });
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(PREFIX + name, true, loader);
    }
}
