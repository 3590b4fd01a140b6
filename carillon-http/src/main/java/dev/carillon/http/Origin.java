package dev.carillon.http;

import java.net.SocketAddress;

/**
 * Where a request comes from: the connection's other side, or who a trusted proxy says is behind it.
 *
 * @param address the address; its port is 0 where a proxy has told none
 * @param isSecure whether the client speaks TLS, to us or to the proxy
 */
public record Origin(SocketAddress address, boolean isSecure) {}
