/**
 * Framing: bytes in, messages out. Pure: no socket, no loop, no thread. Each codec has its limit in its constructor and
 * refuses what is beyond it before it is buffered.
 *
 * <table>
 * <caption>Which framing</caption>
 * <tr><th>a frame is</th><th>class</th></tr>
 * <tr><td>the length in 1, 2, 4 or 8 bytes, the message</td><td>{@link LengthPrefix}</td></tr>
 * <tr><td>the length as a varint, the message</td><td>{@link VarintPrefix}</td></tr>
 * <tr><td>the message, a delimiter: LF, CRLF, either, any bytes</td><td>{@link Delimiter}</td></tr>
 * <tr><td>a header that tells the length of the body, the body</td><td>{@link HeaderAndBody}</td></tr>
 * <tr><td>always as long</td><td>{@link FixedSize}</td></tr>
 * </table>
 *
 * <p>Who reads a stream keeps what has arrived and is not decoded yet in one buffer, and whenever bytes were added:
 *
 * {@snippet :
 * while (wantsMore && framing.decode(input, handler)) {}
 * if (framing.needed(input) > input.capacity()) { ... } // make room, once
 * }
 *
 * <p>A framing keeps no bytes, only how far it has looked. So framings compose: between two messages another one may go on
 * with the rest of the stream (lines first, then length prefixes), and a message may itself be cut by another framing
 * ({@link Framing#decodeWhole}).
 */
package dev.carillon.net.frame;
