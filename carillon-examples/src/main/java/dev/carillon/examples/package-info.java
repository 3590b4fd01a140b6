/** The small programs which the guide includes. */
package dev.carillon.examples;
