/** A child's end, and how often one may be started again. Not exported. */
package dev.carillon.loop.child;
