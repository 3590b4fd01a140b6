import dev.carillon.loop.EventLoop
try (EventLoop loop = EventLoop.open("jshell")) {
    var counter = loop.counter("jobs", (source, value) -> {
        System.out.println("counted " + value);
        loop.stop();
    });
    counter.add(3);
    loop.run();
}
/exit
