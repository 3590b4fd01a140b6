/** What there is to show, whoever shows it: a page, a terminal. Each object belongs to one thread, and does no I/O. */
package dev.carillon.dashboard.board;
