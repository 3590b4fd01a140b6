package dev.carillon.linux;

/**
 * What {@link Directory#openBeneath} found.
 *
 * @param fd a {@link FileFd} or a {@link Directory}, the caller's to close
 * @param status what it was when it was opened
 */
public record Opened(Fd fd, FileStatus status) {}
