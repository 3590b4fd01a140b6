package dev.carillon.monitor.when;

import dev.carillon.config.Failure;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes of dev.cel, by name: they are no part of any module that this one could read, and there is one class loader which
 * knows them and what they need, and beside that only the JDK. The only class that names them.
 */
final class CelLibrary {
    private static final String PREFIX = "dev.cel.";

    private final ClassLoader loader;
    private final Object options;
    private final Object runtime;
    private final Object dynamic;
    private final Object truth;
    private final Object macros;
    private final Method errorCode;

    /**
     * What the compiler says of an expression.
     *
     * @param program what evaluates it; null if something is wrong
     */
    record Verdict(@Nullable Object program, List<Issue> issues) {}

    /**
     * Something that is wrong.
     *
     * @param line from 1
     * @param column from 1
     */
    record Issue(int line, int column, String text) {}

    CelLibrary(Path directory) {
        loader = new URLClassLoader("cel", jars(directory), ClassLoader.getPlatformClassLoader());
        Object changed = call("common.CelOptions", "current", null);
        call("common.CelOptions$Builder", "enableHeterogeneousNumericComparisons", changed, true);
        options = call("common.CelOptions$Builder", "build", changed);
        Object builder = call("runtime.CelRuntimeFactory", "standardCelRuntimeBuilder", null);
        call("runtime.CelRuntimeBuilder", "setOptions", builder, options);
        runtime = call("runtime.CelRuntimeBuilder", "build", builder);
        dynamic = constant("common.types.SimpleType", "DYN");
        truth = constant("common.types.SimpleType", "BOOL");
        errorCode = method("common.CelException", "getErrorCode");
        // The others go over lists, as often as they are within each other.
        macros = Set.of(constant("parser.CelStandardMacro", "HAS"));
    }

    private static URL[] jars(Path directory) {
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path file : files) {
                jars.add(url(file));
            }
        } catch (IOException e) {
            throw new IllegalStateException("expressions need the library in " + Failure.line(e), e);
        }
        return jars.toArray(URL[]::new);
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    /** Compiles an expression of these variables, of any type. */
    Verdict compile(String text, Set<String> variables) {
        Object builder = call("compiler.CelCompilerFactory", "standardCelCompilerBuilder", null);
        call("compiler.CelCompilerBuilder", "setOptions", builder, options);
        call("compiler.CelCompilerBuilder", "setStandardMacros", builder, macros);
        call("compiler.CelCompilerBuilder", "setResultType", builder, truth);
        for (String variable : variables) {
            call("compiler.CelCompilerBuilder", "addVar", builder, variable, dynamic);
        }
        Object compiler = call("compiler.CelCompilerBuilder", "build", builder);
        Object result = call("compiler.CelCompiler", "compile", compiler, text, "when");
        List<Issue> issues = new ArrayList<>();
        for (Object issue : (List<?>) call("common.CelValidationResult", "getErrors", result)) {
            issues.add(issue(issue));
        }
        if (!issues.isEmpty()) {
            return new Verdict(null, issues);
        }
        Object tree = call("common.CelValidationResult", "getAst", result);
        return new Verdict(call("runtime.CelRuntime", "createProgram", runtime, tree), issues);
    }

    private Issue issue(Object issue) {
        Object place = call("common.CelIssue", "getSourceLocation", issue);
        return new Issue(
                (int) call("common.CelSourceLocation", "getLine", place),
                (int) call("common.CelSourceLocation", "getColumn", place) + 1,
                (String) call("common.CelIssue", "getMessage", issue));
    }

    /** What evaluates a program: to be asked for once, and called for each event. */
    Method evaluator() {
        return method("runtime.Program", "eval", Map.of());
    }

    /** Whether an evaluation failed because something is not there. */
    boolean isAbsence(Throwable failure) {
        try {
            return errorCode.getDeclaringClass().isInstance(failure)
                    && String.valueOf(errorCode.invoke(failure)).equals("ATTRIBUTE_NOT_FOUND");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the library of expressions does not say why one failed", e);
        }
    }

    private Object call(String type, String name, @Nullable Object target, Object... arguments) {
        try {
            return method(type, name, arguments).invoke(target, arguments);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the library of expressions failed in " + name, e.getCause());
        }
    }

    private Method method(String type, String name, Object... arguments) {
        for (Method method : type(type).getMethods()) {
            if (method.getName().equals(name) && takes(method, arguments)) {
                return method;
            }
        }
        throw new IllegalStateException("the library of expressions has no " + PREFIX + type + "." + name);
    }

    private static boolean takes(Method method, Object... arguments) {
        Class<?>[] types = method.getParameterTypes();
        boolean takes = types.length == arguments.length;
        for (int i = 0; takes && i < types.length; i++) {
            takes = types[i].isInstance(arguments[i]) || types[i] == boolean.class && arguments[i] instanceof Boolean;
        }
        return takes;
    }

    private Object constant(String type, String name) {
        try {
            return type(type).getField(name).get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the library of expressions has no " + PREFIX + type + "." + name, e);
        }
    }

    private Class<?> type(String name) {
        try {
            return loader.loadClass(PREFIX + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the library of expressions has no " + PREFIX + name, e);
        }
    }
}
