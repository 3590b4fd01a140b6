/** The page's own loop: what it takes from the loop that it shows, and what it sends to browsers. */
package dev.carillon.dashboard;
