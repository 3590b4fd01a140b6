/** What is asked of events, and the alarms that come of it. */
package dev.carillon.monitor.rule;
