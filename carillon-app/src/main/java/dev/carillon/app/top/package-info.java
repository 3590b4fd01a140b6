/** What the live page shows, on a terminal: {@code carillon monitor top}. */
package dev.carillon.app.top;
