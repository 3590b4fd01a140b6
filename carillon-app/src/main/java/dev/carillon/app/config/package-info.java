/**
 * Configuration files, TOML: all that is wrong with one is told at once, each in a line with its place. Nothing here knows what a
 * file is about.
 */
package dev.carillon.app.config;
