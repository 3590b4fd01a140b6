/** Events written down, as lines of JSON in segments, and what is made of them afterwards: history, reasons, and replays. */
package dev.carillon.monitor.record;
