/** A server's key and certificate, as commands are told of them. */
package dev.carillon.app.tls;
