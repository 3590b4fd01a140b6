/** An HTTP/1.1 server on the event loop. */
package dev.carillon.http.server;
