package dev.carillon.bench.machine;

/**
 * What a server had used at some time.
 *
 * @param cpu its CPU time
 * @param allocated bytes of heap; NaN in C
 */
public record ServerUsage(ProcessCpu cpu, double allocated) {
    private static final int SECONDS = 10;

    /** Before a measurement: what answering costs is not the measurement's. */
    public static ServerUsage before(Dialog server, boolean isJava) throws Children.Failure {
        double allocated = allocated(server, isJava);
        return new ServerUsage(ProcessCpu.of(server.pid()), allocated);
    }

    /** After a measurement. */
    public static ServerUsage after(Dialog server, boolean isJava) throws Children.Failure {
        ProcessCpu cpu = ProcessCpu.of(server.pid());
        return new ServerUsage(cpu, allocated(server, isJava));
    }

    private static double allocated(Dialog server, boolean isJava) throws Children.Failure {
        return isJava ? Double.parseDouble(server.ask("", "allocated ", SECONDS)) : Double.NaN;
    }
}
