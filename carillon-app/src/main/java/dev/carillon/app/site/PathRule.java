package dev.carillon.app.site;

/**
 * What holds for some paths.
 *
 * @param paths which
 * @param content what
 */
public record PathRule<T>(PathPattern paths, T content) {}
