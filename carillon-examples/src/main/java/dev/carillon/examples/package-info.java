/** Small programs: the README's, compiled and run as tests. */
package dev.carillon.examples;
