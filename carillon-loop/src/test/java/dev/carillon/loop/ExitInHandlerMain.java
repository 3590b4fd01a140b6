package dev.carillon.loop;

/** The child JVM of {@link ExitInHandlerTest}: some code of a loop calls System.exit, and a shutdown hook closes the loop. */
final class ExitInHandlerMain {
    private ExitInHandlerMain() {}

    public static void main(String[] arguments) {
        EventLoop loop = Loops.open("child");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            loop.close();
            IO.println("closed");
        }));
        loop.exit("last", source -> IO.println("exit handler")).priority(Priority.LAST);
        switch (arguments[0]) {
            case "handler" ->
                loop.counter("counter", (source, value) -> System.exit(3)).add(1);
            case "task" -> loop.execute(() -> System.exit(3));
            case "exit" -> {
                loop.exit("exit", source -> System.exit(3));
                loop.stop();
            }
            case "last task" -> {
                loop.exit("exit", source -> loop.execute(() -> System.exit(3)));
                loop.stop();
            }
            case "group" -> {
                LoopGroup group = LoopGroup.start("group", 2, Loops.OPTIONS);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    group.close();
                    IO.println("group closed");
                }));
                group.next().execute(() -> System.exit(3));
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        loop.run();
    }
}
