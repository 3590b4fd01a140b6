/**
 * The network on the event loop.
 *
 * <p>{@link dev.carillon.net.Listener} accepts, {@link dev.carillon.net.Connector} connects; what both make is a
 * {@link dev.carillon.net.Connection} with a {@link dev.carillon.net.ConnectionHandler}. Connections and listeners are
 * sources of one loop and are used on its thread; what is safe from other threads says so.
 */
package dev.carillon.net;
