/** The monitor at work: what a file says, on one loop. */
package dev.carillon.monitor.run;
