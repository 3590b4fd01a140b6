/**
 * What people write and read: configuration files, TOML, of which all that is wrong is told at once, each in a line with its place;
 * spans of time; and failures in a line. Nothing here knows what a file is about.
 */
package dev.carillon.config;
