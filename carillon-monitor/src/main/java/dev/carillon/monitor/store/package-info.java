/**
 * What the monitor keeps over its end in a database of SQLite's: what is still to be told, how alarms changed, what was tried, and
 * figures of sources. A thread of its own writes it, so that the loop never waits for a disk.
 */
package dev.carillon.monitor.store;
