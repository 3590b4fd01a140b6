package dev.carillon.config;

/**
 * A key of a table: the one place that says how it is called, what it may be and what it is for. What reads a file, its schema and
 * its reference all go by it, so that they cannot differ.
 *
 * @param name as it stands in the file
 * @param kind what its value may be; for an array, what each of its values may be
 * @param about what it is for, in a sentence
 */
public record Key<T>(String name, Kind<T> kind, String about) {}
