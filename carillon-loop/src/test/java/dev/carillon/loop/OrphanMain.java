package dev.carillon.loop;

import dev.carillon.linux.Child;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Orphans;
import dev.carillon.linux.Spawn;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reaps orphans while it starts children by itself and by the JDK, one after the other, until every orphan was told. Says how
 * many there were of each, and whose exit codes were wrong.
 */
final class OrphanMain {
    private static final int ORPHANS = 30;
    private static final int CODES = 100;

    private final Map<Integer, Integer> codesOfOrphans = new TreeMap<>();
    private final Map<String, Integer> wrong = new HashMap<>();
    private final EventLoop loop = EventLoop.open("main");
    private int ours;
    private int jdks;

    private OrphanMain() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("subreaper")) {
            Orphans.adopt();
        }
        new OrphanMain().run();
    }

    private void run() throws Exception {
        Child kept = Spawn.command("sh", "-c", "exit 9").start(); // a zombie of ours all the while
        long began = System.nanoTime();
        long[] first = {Long.MAX_VALUE};
        OrphanSource source = loop.reapOrphans((orphans, orphan) -> {
            first[0] = Math.min(first[0], System.nanoTime() - began);
            codesOfOrphans.merge(orphan.status().code(), 1, Integer::sum);
            if (codesOfOrphans.values().stream().mapToInt(Integer::intValue).sum() == ORPHANS) {
                loop.stop();
            }
        });
        startOurs();
        Thread jdksChildren = Thread.ofPlatform().start(this::startTheJdks);
        for (int i = 0; i < ORPHANS; i++) {
            abandon(i % 3 + 1);
        }
        loop.run();
        jdksChildren.join();
        ExitStatus status = kept.pidFd().reap();
        check("kept", status == null ? -1 : status.code(), 9);
        System.out.println(
                "orphans " + codesOfOrphans + " events " + source.statistics().events());
        System.out.println("patient " + (first[0] >= 1_000_000_000));
        System.out.println("ours " + (ours > 0) + " jdks " + (jdks > 0) + " wrong " + wrong);
    }

    private void check(String whose, int code, int expected) {
        if (code != expected) {
            synchronized (wrong) {
                wrong.merge(whose + " " + code, 1, Integer::sum);
            }
        }
    }

    private void startOurs() {
        int code = ++ours % CODES;
        loop.child("ours", Spawn.command("sh", "-c", "exit " + code), (source, status) -> {
            check("ours", status.code(), code);
            if (!loop.isStopping()) {
                startOurs();
            }
        });
    }

    private void startTheJdks() {
        try {
            while (!loop.isStopping()) {
                int code = ++jdks % CODES;
                check(
                        "jdk",
                        new ProcessBuilder("sh", "-c", "exit " + code).start().waitFor(),
                        code);
            }
        } catch (IOException | InterruptedException e) {
            check("jdk " + e, 1, 0);
        }
    }

    /** A grandchild that ends when its parent has gone. */
    private static void abandon(int code) throws IOException, InterruptedException {
        String script = "exec 3<&0; ( read end <&3; exit " + code + " ) & exit 0";
        Process parent = new ProcessBuilder("sh", "-c", script).start();
        parent.waitFor();
        parent.getOutputStream().close();
    }
}
