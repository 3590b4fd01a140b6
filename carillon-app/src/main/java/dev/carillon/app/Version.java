package dev.carillon.app;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/** The version of Carillon. */
final class Version {
    /** As the build wrote it into the module. */
    static final String TEXT = Optional.ofNullable(Version.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .orElse("(not packaged)");

    private Version() {}
}
