/**
 * The report to look at: plots, and a page of HTML that holds them and needs nothing else. It knows figures and words, and
 * nothing of what they measure.
 */
package dev.carillon.bench.plot;
