package dev.carillon.net;

import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;

/**
 * What an endpoint's datagrams are spared in the kernel.
 *
 * @param coalescing whether several may be received as one
 * @param segmenting whether several are sent as one
 */
record DatagramOffload(boolean coalescing, boolean segmenting) {
    private static final System.Logger LOG = System.getLogger(DatagramOffload.class.getName());

    /** As far as it was asked for and the kernel has it. */
    static DatagramOffload of(Socket socket, DatagramOptions options, String name) {
        if (!options.offload() || socket.family() == StandardProtocolFamily.UNIX) {
            return new DatagramOffload(false, false);
        }
        DatagramOffload offload =
                new DatagramOffload(KernelFeature.UDP_GRO.isThere(), KernelFeature.UDP_SEGMENT.isThere());
        if (offload.coalescing) {
            socket.set(SocketOption.UDP_GRO, true);
        } else {
            LOG.log(Level.INFO, "datagrams \"{0}\" are received one by one: this kernel has no UDP_GRO", name);
        }
        if (!offload.segmenting) {
            LOG.log(Level.INFO, "datagrams \"{0}\" are sent one by one: this kernel has no UDP_SEGMENT", name);
        }
        return offload;
    }
}
