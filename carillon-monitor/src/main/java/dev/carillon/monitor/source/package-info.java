/** Where events come from: each kind of source, what a file says of it, and what is made of what comes. */
package dev.carillon.monitor.source;
