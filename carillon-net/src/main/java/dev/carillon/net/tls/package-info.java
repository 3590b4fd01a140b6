/**
 * TLS without sockets: records in, bytes out, and the other way. Pure as framing is: no socket, no loop, no thread; who has
 * a connection moves the bytes.
 *
 * <p>A {@link TlsContext} is made once, of the {@link KeyMaterial} of a server or the trust of a client, and makes a
 * {@link TlsEngine} for each conversation. Contexts and key material may be used by any thread, an engine by one at a time.
 *
 * {@snippet :
 * TlsContext context = TlsContext.server(KeyMaterial.pem(Path.of("chain.pem"), Path.of("key.pem")));
 * TlsEngine engine = context.engine();
 * }
 */
package dev.carillon.net.tls;
