/** The loop's events for the flight recorder, and when they are loaded. Not exported. */
package dev.carillon.loop.jfr;
