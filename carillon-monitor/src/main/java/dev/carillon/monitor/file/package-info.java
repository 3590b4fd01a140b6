/** The monitor's file: what may be in it, what one says, and in what two differ. */
package dev.carillon.monitor.file;
