/** {@code carillon monitor}: the integrated event system on the terminal. */
package dev.carillon.app.monitor;
