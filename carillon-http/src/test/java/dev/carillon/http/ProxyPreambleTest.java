package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.ProxyPreamble.Progress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers of version 2, whole and in pieces, right and wrong. */
class ProxyPreambleTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String FOUR = "c0000201" + "0a000001" + "1f90" + "01bb"; // 192.0.2.1:8080 to 10.0.0.1:443
    private static final Origin CONNECTION =
            new Origin(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5), false);

    private static byte[] bytes(String rest) {
        return HexFormat.of().parseHex(SIGNATURE + rest);
    }

    private static byte[] proxy(String transport, String content) {
        return bytes("21" + transport + String.format(Locale.ROOT, "%04x", content.length() / 2) + content);
    }

    private static Progress judged(byte[] header) {
        return new ProxyPreamble().read(ByteBuffer.wrap(header));
    }

    private static Origin told(byte[] header) {
        ProxyPreamble preamble = new ProxyPreamble();
        assertThat(preamble.read(ByteBuffer.wrap(header))).isEqualTo(Progress.COMPLETE);
        return preamble.origin(CONNECTION);
    }

    private static Origin from(String address, int port, boolean secure) {
        return new Origin(new InetSocketAddress(InetAddress.ofLiteral(address), port), secure);
    }

    @Test
    void namesTheClient() {
        assertThat(told(proxy("11", FOUR))).isEqualTo(from("192.0.2.1", 8080, false));
        String six = "20010db8000000000000000000000001" + "0".repeat(31) + "1" + "1f90" + "01bb";
        assertThat(told(proxy("21", six))).isEqualTo(from("2001:db8::1", 8080, false));
    }

    @Test
    void whoAsksForItselfOrHasNoAddressIsTheConnectionsOtherSide() {
        assertThat(told(bytes("20" + "00" + "0000"))).isSameAs(CONNECTION);
        assertThat(told(bytes("20" + "11" + "000c" + FOUR))).isSameAs(CONNECTION);
        assertThat(told(bytes("20" + "ff" + "0003" + "030001"))).isSameAs(CONNECTION);
        assertThat(told(proxy("00", ""))).isSameAs(CONNECTION);
        assertThat(told(proxy("00", "0102030405"))).isSameAs(CONNECTION);
        assertThat(told(proxy("31", "00".repeat(216)))).isSameAs(CONNECTION);
    }

    @Test
    void everySplitGivesTheSameAndWhatFollowsIsLeft() {
        byte[] header = proxy("11", FOUR + "ee" + "0003" + "414243");
        byte[] more = "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
        for (int split = 0; split < header.length; split++) {
            ProxyPreamble preamble = new ProxyPreamble();
            assertThat(preamble.read(ByteBuffer.wrap(header, 0, split))).isEqualTo(Progress.MORE);
            ByteBuffer rest = ByteBuffer.allocate(header.length - split + more.length);
            rest.put(header, split, header.length - split).put(more).flip();
            assertThat(preamble.read(rest)).isEqualTo(Progress.COMPLETE);
            assertThat(rest.remaining()).isEqualTo(more.length);
            assertThat(preamble.read(rest)).isEqualTo(Progress.COMPLETE);
            assertThat(rest.remaining()).isEqualTo(more.length);
            assertThat(preamble.origin(CONNECTION)).isEqualTo(from("192.0.2.1", 8080, false));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "20 0005 01 00000000, true", // the client spoke TLS
        "20 0005 00 00000000, false",
        "20 0005 04 00000000, false", // a certificate, of another connection of the session
        "01 0002 6832, false"
    })
    void tellsWhetherTheClientSpokeTls(String addition, boolean secure) {
        assertThat(told(proxy("11", FOUR + addition.replace(" ", "")))).isEqualTo(from("192.0.2.1", 8080, secure));
    }

    @Test
    void whatTheProxySaysOfTlsGoesBeforeItsOwnConnection() {
        ProxyPreamble preamble = new ProxyPreamble();
        preamble.read(ByteBuffer.wrap(proxy("11", FOUR + "20" + "0005" + "0000000000")));
        assertThat(preamble.origin(new Origin(CONNECTION.address(), true)).isSecure())
                .isFalse();
        ProxyPreamble silent = new ProxyPreamble();
        silent.read(ByteBuffer.wrap(proxy("11", FOUR)));
        assertThat(silent.origin(new Origin(CONNECTION.address(), true)).isSecure())
                .isTrue();
    }

    @Test
    void aChecksumIsVerified() {
        byte[] header = proxy("11", FOUR + "03" + "0004" + "00000000" + "04" + "0001" + "00");
        CRC32C checksum = new CRC32C();
        checksum.update(header);
        ByteBuffer.wrap(header).putInt(16 + 12 + 3, (int) checksum.getValue());
        assertThat(judged(header)).isEqualTo(Progress.COMPLETE);
        header[17]++;
        assertThat(judged(header)).isEqualTo(Progress.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 11 000c" + FOUR, // version 1
                "22 11 000c" + FOUR, // no such command
                "21 12 000c" + FOUR, // datagrams
                "21 41 000c" + FOUR, // no such family
                "21 11 000b c0000201 0a000001 1f90 01", // shorter than its addresses
                "21 21 000c" + FOUR,
                "21 31 0001 00",
                "21 11 000e" + FOUR + "0400", // an addition cut off in its length
                "21 11 000f" + FOUR + "040001", // and in its value
                "21 11 0010" + FOUR + "03000101", // a checksum of one byte
                "21 11 000f" + FOUR + "200000", // TLS without saying which
                "21 11 0ff1", // longer than is taken
            })
    void whatIsWrongIsMalformed(String rest) {
        assertThat(judged(bytes(rest.replace(" ", "")))).isEqualTo(Progress.MALFORMED);
    }

    @Test
    void whatIsNoHeaderIsToldWithItsFirstWrongByte() {
        for (int i = 0; i < SIGNATURE.length() / 2; i++) {
            byte[] wrong = bytes("");
            wrong[i] ^= 1;
            ProxyPreamble preamble = new ProxyPreamble();
            assertThat(preamble.read(ByteBuffer.wrap(wrong, 0, i))).isEqualTo(Progress.MORE);
            assertThat(preamble.read(ByteBuffer.wrap(wrong, i, 1))).isEqualTo(Progress.MALFORMED);
            assertThat(preamble.read(ByteBuffer.wrap(bytes("2000")))).isEqualTo(Progress.MALFORMED);
        }
        assertThat(judged("PROXY TCP4 192.0.2.1 10.0.0.1 1 2\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(Progress.MALFORMED);
    }

    @Test
    void theLongestIsTakenAndTellsNothingBefore() {
        ProxyPreamble preamble = new ProxyPreamble();
        int size = ProxyPreamble.LONGEST - 16 - 12 - 3;
        byte[] header = proxy("11", FOUR + "04" + String.format(Locale.ROOT, "%04x", size) + "00".repeat(size));
        assertThat(preamble.read(ByteBuffer.wrap(header, 0, header.length - 1))).isEqualTo(Progress.MORE);
        assertThatThrownBy(() -> preamble.origin(CONNECTION)).isInstanceOf(IllegalStateException.class);
        assertThat(preamble.read(ByteBuffer.wrap(header, header.length - 1, 1))).isEqualTo(Progress.COMPLETE);
    }
}
