package dev.carillon.bench.http;

import dev.carillon.bench.load.ClosedLoop;
import dev.carillon.bench.load.LoadStream;
import dev.carillon.bench.machine.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The closed loop of requests on an HTTP server: clients that have so many requests under way each, and send one for each that is
 * answered. Told what to do by lines of input, each of which is answered by one line:
 *
 * <pre>
 * answer FROM TO FILE                              what has to come, but for the bytes from one place to another
 * open PORT CLIENTS DEPTH TIMES FILE               connects to a server of this machine, to send the request in the file; TIMES
 *                                                  other than 0: a connection is made anew after so many; with a PKCS#12 file
 *                                                  behind it, over TLS
 * run MILLIS                                       for so long, until all is answered
 * close
 * </pre>
 *
 * <p>A wrong answer ends the run.
 */
final class HttpLoad {
    private final ClosedLoop loop = new ClosedLoop("requests were not answered");
    private AnswerReader answer = new AnswerReader(new Answer(new byte[1], 0, 0));

    /** Serves one runner. */
    public static void main(String[] arguments) throws IOException {
        HttpLoad load = new HttpLoad();
        Commands.serve(load::answer, load.loop::close);
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case "answer" -> {
                byte[] bytes = Files.readAllBytes(Path.of(words[3]));
                answer = new AnswerReader(new Answer(bytes, Integer.parseInt(words[1]), Integer.parseInt(words[2])));
                yield "answer";
            }
            case "open" -> {
                open(Integer.parseInt(words[2]), plan(words));
                yield "open";
            }
            case "run" -> loop.run(Long.parseLong(words[1]), 0);
            case "close" -> {
                loop.close();
                yield "closed";
            }
            default -> throw new IllegalArgumentException("answer, open, run or close, not " + words[0]);
        };
    }

    private Client.Plan plan(String[] words) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[1]));
        int depth = Integer.parseInt(words[3]);
        byte[] request = Files.readAllBytes(Path.of(words[5]));
        ByteBuffer requests = ByteBuffer.allocateDirect(request.length * (depth + 1));
        while (requests.hasRemaining()) {
            requests.put(request);
        }
        return new Client.Plan(
                server,
                LoadStream.over(words, 6),
                requests,
                request.length,
                depth,
                Integer.parseInt(words[4]),
                loop.latencies());
    }

    private void open(int count, Client.Plan plan) throws IOException {
        loop.open(plan.depth());
        for (int i = 0; i < count; i++) {
            Client client = new Client(plan, loop.epoll(), i, answer);
            loop.add(client);
            client.connect();
        }
    }
}
