package dev.carillon.dashboard;

import dev.carillon.dashboard.board.Occurrence;
import dev.carillon.dashboard.board.State;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A loop with events that a test makes, its dashboard, and plain clients of its page. */
final class Shown implements Watched, AutoCloseable {
    static final String TOKEN = "a-token-of-the-test";

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int PATIENCE_MILLIS = 20_000;

    private final LoopGroup group = LoopGroup.start("watched", 1, LoopOptions.DEFAULTS);
    private final Intake intake = new Intake();
    private final Dashboard dashboard;
    private final InetSocketAddress address;
    private final List<String> sources = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private List<State.AlarmState> alarms = List.of();
    private String hostile = "";
    private long lastId;
    private boolean fails;
    private volatile State.@Nullable FleetState fleet;

    Shown(Access access) {
        this(access, ANY_PORT);
    }

    Shown(Access access, InetSocketAddress where) {
        this(access, where, false);
    }

    private Shown(Access access, InetSocketAddress where, boolean fails) {
        this.fails = fails;
        dashboard = Dashboard.start(this, intake);
        address = (InetSocketAddress) dashboard.serve(where, access);
    }

    static Shown local() {
        return new Shown(Access.local(TOKEN));
    }

    /** One that cannot say how things stand when it is first asked. */
    static Shown failingFirst() {
        return new Shown(Access.local(TOKEN), ANY_PORT, true);
    }

    // --- what is watched
    // -----------------------------------------------------------------------------------------------

    @Override
    public EventLoop loop() {
        return group.next();
    }

    @Override
    public State state() {
        if (fails) {
            fails = false;
            throw new IllegalStateException("of the test");
        }
        State plain = new State(
                new State.About("monitor", "host", 1, Instant.EPOCH, "", Instant.EPOCH, 0),
                sources.stream()
                        .map(name -> new State.SourceState(name, "fifo", "", "", List.of(), lastId, lastId, 0, 0, 0, 0))
                        .toList(),
                alarms,
                List.of(),
                0,
                fleet);
        return hostile.isEmpty() ? plain : hostile(plain);
    }

    /** All that can be text is this. */
    private State hostile(State plain) {
        State.About about = new State.About(hostile, hostile, 1, Instant.EPOCH, hostile, Instant.EPOCH, 1);
        List<State.SourceState> rows = sources.stream()
                .map(name -> new State.SourceState(
                        name,
                        hostile,
                        hostile,
                        hostile,
                        List.of(new State.Limit(hostile, 80.0, 1.0, 75.0, 2.0)),
                        1,
                        1,
                        0,
                        0,
                        0,
                        0))
                .toList();
        State.AlarmState alarm = new State.AlarmState(
                "x/1", hostile, hostile, hostile, "critical", "raised", Instant.EPOCH, hostile, false);
        State.ActionState action = new State.ActionState(hostile, hostile, hostile, 1, 1, 0, 0, 0, hostile);
        State.HostState host =
                new State.HostState(hostile, hostile, hostile, Instant.EPOCH, Instant.EPOCH, 9, List.of(hostile));
        State.FleetState hosts = new State.FleetState(hostile, Instant.EPOCH, hostile, List.of(host));
        return new State(about, rows, List.of(alarm), List.of(action), plain.lost(), hosts);
    }

    /** Has all that it says be something that somebody means harm with. */
    void say(String meansHarm, String kind) {
        happen(1, List.of(meansHarm), Map.of("line", meansHarm, "value", 3, "unit", meansHarm, meansHarm, meansHarm));
        loop().submit(() -> {
                    hostile = meansHarm;
                    lastId++;
                    intake.put(new Occurrence(lastId, Instant.now(), meansHarm, kind, Map.of("exit", meansHarm)));
                    return true;
                })
                .join();
    }

    /** It belongs to a fleet from now on. */
    void join(State.FleetState newFleet) {
        fleet = newFleet;
    }

    @Override
    public String acknowledge(String alarm, Optional<Duration> span) {
        if (!alarm.equals("hot/2")) {
            throw new NoSuchElementException("no alarm " + alarm + " is raised");
        }
        done.add("ack " + alarm);
        return alarm + " is acknowledged";
    }

    @Override
    public String silence(String rule, String key, Duration span) {
        done.add("silence " + rule + " " + span.toSeconds());
        return rule + " is silent";
    }

    /** What was changed from the page. */
    List<String> done() {
        return loop().submit(() -> List.copyOf(done)).join();
    }

    /** So many events at each of these sources, on the loop's thread. */
    void happen(int howMany, List<String> names, Map<String, Object> fields) {
        loop().submit(() -> {
                    names.stream().filter(name -> !sources.contains(name)).forEach(sources::add);
                    for (int i = 0; i < howMany; i++) {
                        for (String name : names) {
                            lastId++;
                            intake.put(new Occurrence(lastId, Instant.now(), name, "line", fields));
                        }
                    }
                    return true;
                })
                .join();
    }

    /** These alarms stand, and no others. */
    void raise(List<State.AlarmState> all) {
        loop().submit(() -> {
                    alarms = all;
                    return true;
                })
                .join();
    }

    long passedBy() {
        return intake.passedBy();
    }

    InetSocketAddress address() {
        return address;
    }

    // --- who looks
    // -----------------------------------------------------------------------------------------------------

    /** A connection that has said something, and of which nothing was read. */
    Socket say(String request) throws IOException {
        return say(request, 1024 * 1024);
    }

    /** One for which the kernel keeps no more than so many bytes: less than that before it connects, or the window is a large one. */
    Socket say(String request, int kept) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(kept);
        socket.connect(address);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** What is answered to a request, whole. */
    String ask(String request) throws IOException {
        try (Socket socket = say(request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A GET from this page itself, with further fields. */
    String get(String path, String... fields) throws IOException {
        return ask(
                "GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n" + lines(fields) + "\r\n");
    }

    /** A POST of JSON, with no fields but these. */
    String post(String path, String body, String... fields) throws IOException {
        return ask("POST " + path + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n" + lines(fields) + "\r\n" + body);
    }

    private static String lines(String... fields) {
        StringBuilder lines = new StringBuilder();
        for (String field : fields) {
            lines.append(field).append("\r\n");
        }
        return lines.toString();
    }

    String host() {
        return "127.0.0.1:" + address.getPort();
    }

    /** The request for the stream of ticks. */
    String streamRequest() {
        return "GET /data/stream HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
    }

    /** What is read of a connection, line by line. */
    static InputStream of(Socket socket) throws IOException {
        return new BufferedInputStream(socket.getInputStream(), 1024 * 1024);
    }

    /** Reads the lines of a stream up to the one in which something is. */
    static String readUntil(InputStream in, String wanted) throws IOException {
        StringBuilder all = new StringBuilder();
        while (true) {
            String line = line(in);
            all.append(line);
            if (line.contains(wanted)) {
                return all.toString();
            }
            if (!line.endsWith("\n")) {
                throw new IOException("it ended without " + wanted);
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next;
        do {
            next = in.read();
            if (next >= 0) {
                line.write(next);
            }
        } while (next >= 0 && next != '\n');
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        dashboard.close();
        group.close();
    }
}
