/** The live page of a command: its options, and where it is. */
package dev.carillon.app.page;
