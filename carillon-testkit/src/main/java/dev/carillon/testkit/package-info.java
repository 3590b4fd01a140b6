/**
 * What the tests of every module share: a kernel with faults ({@link dev.carillon.testkit.ScriptedKernel}), a look for
 * leaked descriptors and threads ({@link dev.carillon.testkit.LeakCheck}), seeds of random tests
 * ({@link dev.carillon.testkit.Seeds}) and a JVM of one's own for signals and exit codes
 * ({@link dev.carillon.testkit.ChildJvm}).
 *
 * <p>Nothing here needs a test framework: what is wrong is an {@link java.lang.AssertionError}. Nothing prints.
 *
 * <p>Thread rule: an object belongs to the thread that made it, unless its documentation says otherwise.
 */
package dev.carillon.testkit;
