package dev.carillon.linux;

/**
 * A name in a directory.
 *
 * @param name the name
 * @param type what it stood for when the directory was read
 */
public record DirectoryEntry(PathName name, FileType type) {}
