/**
 * Conditions in CEL. Its library and what that needs take 10 MB and half a second, so they are in a directory of their own, which
 * nothing is loaded from but for a file that has such a condition, and where nothing else sees them.
 */
package dev.carillon.monitor.when;
