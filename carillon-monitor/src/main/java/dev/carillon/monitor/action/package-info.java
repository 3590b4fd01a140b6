/**
 * What is done when an alarm changes. All of it belongs to the loop's thread: what takes time is done by children of the loop or
 * by threads that answer on it.
 */
package dev.carillon.monitor.action;
