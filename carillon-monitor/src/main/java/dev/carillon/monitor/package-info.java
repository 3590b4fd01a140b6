/** What happens on this machine, and what the monitor knows of it. */
package dev.carillon.monitor;
