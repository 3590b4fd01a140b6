/**
 * For tests of programs on the event loop: {@link dev.carillon.testing.TestLoop}, a loop with the kernel's real descriptors
 * and a time that passes when the test says so.
 */
package dev.carillon.testing;
