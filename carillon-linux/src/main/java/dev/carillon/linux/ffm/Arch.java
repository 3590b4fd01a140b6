package dev.carillon.linux.ffm;

/** The architecture: the few constants and layouts that differ between x86-64 and aarch64 ask here. */
final class Arch {
    static final boolean X86_64 = "amd64".equals(System.getProperty("os.arch"));
    static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

    private Arch() {}
}
