package dev.carillon.monitor.store;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.List;
import java.util.Set;

/**
 * Where SQLite is from: a directory of its own beside the monitor's jar, in a layer of its own, so that who keeps nothing loads none
 * of it. Where there is no such directory, as in a test, it is looked for on the class path.
 */
final class SqliteLibrary {
    private static final String DIRECTORY = "sqlite";
    private static final String MODULE = "org.xerial.sqlitejdbc";
    private static final String DRIVER = "org.sqlite.JDBC";

    private SqliteLibrary() {}

    static Driver driver() throws IOException {
        try {
            return (Driver) loader().loadClass(DRIVER).getConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IOException("SQLite cannot be loaded from " + directory(), e);
        }
    }

    private static ClassLoader loader() throws IOException {
        Path directory = directory();
        return Files.isDirectory(directory) ? layer(directory) : ClassLoader.getSystemClassLoader();
    }

    /**
     * It has native code, which the JVM is told not to warn of. Nothing of what else the command has is to be seen: were a class of
     * SLF4J's found, it would be taken and could not be used.
     */
    @SuppressWarnings("restricted")
    private static ClassLoader layer(Path directory) {
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(directory), ModuleFinder.of(), Set.of(MODULE));
        ModuleLayer.Controller controller = ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(boot), ClassLoader.getPlatformClassLoader());
        controller.layer().findModule(MODULE).ifPresent(controller::enableNativeAccess);
        return controller.layer().findLoader(MODULE);
    }

    private static Path directory() throws IOException {
        try {
            URI code = SqliteLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return Path.of(code).resolveSibling(DIRECTORY);
        } catch (URISyntaxException e) {
            throw new IOException("where the monitor's own jar is cannot be told", e);
        }
    }
}
