package dev.carillon.linux.ffm;

/** {@code <sys/un.h>}: {@code struct sockaddr_un}. */
public final class UnH {
    public static final int SOCKADDR_UN_SIZE = 110;

    public static final int SUN_FAMILY = 0;
    public static final int SUN_PATH = 2;

    private UnH() {}
}
