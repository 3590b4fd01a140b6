package dev.carillon.loop.watch;

import dev.carillon.linux.PathName;
import dev.carillon.testkit.Exchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A directory, and another one outside of it, in which things happen by a seed. */
public final class Disk {
    /** One that is no text, one that ends a line, one that is not of every locale, and plain ones. */
    private static final List<Path> NAMES = List.of(
            PathName.of(new byte[] {'b', (byte) 0xFF}).toPath(),
            Path.of("new\nline"),
            PathName.of("café").toPath(),
            Path.of("n1"),
            Path.of("n2"),
            Path.of("n3"));

    public final Path tree;
    public final List<String> done = new ArrayList<>();
    private final Path away;
    private final Random random;

    public Disk(Path parent, Random random) throws IOException {
        tree = Files.createTempDirectory(parent, "tree");
        away = Files.createTempDirectory(parent, "away");
        this.random = random;
    }

    static List<Path> contents(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(path -> !path.equals(directory)).sorted().toList();
        }
    }

    public Set<PathName> names() throws IOException {
        Set<PathName> names = new TreeSet<>();
        contents(tree).forEach(path -> names.add(PathName.of(path)));
        return names;
    }

    /** The directories, with the root. */
    public int directories() throws IOException {
        return 1 + (int) contents(tree).stream().filter(Disk::isDirectory).count();
    }

    /** Something happens. */
    public void operate() throws IOException {
        List<Path> all = contents(tree);
        List<Path> out = contents(away);
        Path some = all.isEmpty() ? tree : all.get(random.nextInt(all.size()));
        Path other = all.isEmpty() ? tree : all.get(random.nextInt(all.size()));
        Path target = (isDirectory(some) ? some : tree).resolve(NAMES.get(random.nextInt(NAMES.size())));
        switch (random.nextInt(10)) {
            case 0, 1 -> make(target, target.resolve("x").resolve("y" + random.nextInt(3)));
            case 2 -> touch(target);
            case 3, 4 -> move(some, target);
            case 5 -> move(some, away.resolve("n" + out.size() + "-" + random.nextInt(1_000_000)));
            case 6 -> exchange(some, other);
            case 7 -> replace(some, target);
            case 8 -> delete(some);
            default -> {
                if (!out.isEmpty()) {
                    move(out.get(random.nextInt(out.size())), target);
                }
            }
        }
    }

    private void note(String what, Path... paths) {
        StringBuilder line = new StringBuilder(what);
        for (Path path : paths) {
            line.append(' ').append(PathName.of(tree.relativize(path)));
        }
        done.add(line.toString());
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void make(Path target, Path directory) throws IOException {
        if (!exists(target)) {
            note("make", directory);
            Files.createDirectories(directory);
        }
    }

    private void touch(Path target) throws IOException {
        if (!exists(target)) {
            note("touch", target);
            Files.createFile(target);
        }
    }

    private void move(Path some, Path target) throws IOException {
        if (!some.equals(tree) && !exists(target) && !target.startsWith(some)) {
            note("move", some, target);
            Files.move(some, target);
        }
    }

    private void exchange(Path one, Path other) throws IOException {
        if (!one.equals(tree) && !other.startsWith(one) && !one.startsWith(other)) {
            note("exchange", one, other);
            Exchange.of(one, other);
        }
    }

    private void replace(Path some, Path target) throws IOException {
        boolean bothFiles = Files.isRegularFile(some) && Files.isRegularFile(target);
        boolean ontoEmpty =
                isDirectory(some) && isDirectory(target) && contents(target).isEmpty();
        if (!some.equals(tree) && !target.startsWith(some) && (bothFiles || ontoEmpty)) {
            note("replace", some, target);
            Files.move(some, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void delete(Path some) throws IOException {
        if (!some.equals(tree)) {
            note("delete", some);
            for (Path path : contents(some).reversed()) {
                Files.delete(path);
            }
            Files.delete(some);
        }
    }
}
