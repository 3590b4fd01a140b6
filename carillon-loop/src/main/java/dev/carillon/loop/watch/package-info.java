/**
 * What becomes of a file, or of a tree of directories, from what {@code inotify(7)} tells and from looking.
 *
 * <p>{@link dev.carillon.loop.watch.KnownTree} is what was told so far, and nothing else. Events change it and are told, in
 * their order. What they leave in doubt, and what they cannot tell (what is in a directory that was not watched yet, what was
 * lost in an overflow), is looked up on disk once all events that are there were taken
 * ({@link dev.carillon.loop.watch.TreeScan}), and what differs is told. So in the end what was told is what is there, however
 * events and looks came to lie.
 *
 * <p>Nothing here knows of loops, or waits: time is handed in, and whatever may take long is done in small steps. For one
 * thread.
 */
package dev.carillon.loop.watch;
