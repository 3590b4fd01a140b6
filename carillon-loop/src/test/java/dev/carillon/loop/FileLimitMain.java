package dev.carillon.loop;

import dev.carillon.linux.OutputFile;
import java.nio.file.Path;

/** Writes more to a file than the process may, {@code RLIMIT_FSIZE}. */
final class FileLimitMain {
    private FileLimitMain() {}

    public static void main(String[] arguments) {
        try (EventLoop loop = EventLoop.open("main")) {
            StreamWriter writer =
                    loop.writer("file", OutputFile.append(Path.of(arguments[0])).open(), (source, end) -> {
                        System.out.println(end.cause() + " written " + end.written() + " lost " + end.lost() + " "
                                + end.error().map(Throwable::getMessage).orElse(""));
                        loop.stop();
                    });
            writer.write(new byte[5000]);
            loop.run();
        }
    }
}
