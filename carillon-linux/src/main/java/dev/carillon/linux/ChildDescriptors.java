package dev.carillon.linux;

import dev.carillon.linux.ffm.FcntlH;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of one child at its start: files opened and pipes made, by the child's numbers. Closed once the child has
 * its own; {@link #ours} stays.
 */
final class ChildDescriptors implements AutoCloseable {
    private static final int LAST_STANDARD = 2;

    private final String program;

    /** By the child's number; null for /dev/null. */
    private final Map<Integer, @Nullable Fd> inChild = new TreeMap<>();

    private final Map<Integer, StreamFd> ours = new TreeMap<>();
    private final List<Fd> opened = new ArrayList<>();

    private ChildDescriptors(String program) {
        this.program = program;
    }

    /** Opens all; what was opened before one is refused is closed again. */
    static ChildDescriptors open(String program, Map<Integer, ChildDescriptor> wanted) {
        ChildDescriptors descriptors = new ChildDescriptors(program);
        try {
            wanted.forEach(descriptors::open);
            descriptors.addMissingStandardOnes();
            wanted.forEach(descriptors::copy); // last: what they copy has to be there
            return descriptors;
        } catch (RuntimeException e) {
            descriptors.abandon();
            throw e;
        }
    }

    private void open(int number, ChildDescriptor wanted) {
        switch (wanted) {
            case ChildDescriptor.Handed handed -> inChild.put(number, checkBlocking(number, handed.fd()));
            case ChildDescriptor.Null() -> inChild.put(number, null);
            case ChildDescriptor.Input(var path) -> own(number, OpenFile.open(path, "file", FcntlH.O_RDONLY));
            case ChildDescriptor.Output(var file) -> own(number, file.open());
            case ChildDescriptor.PipeFrom() -> pipe(number, Pipe.openToRead(), true);
            case ChildDescriptor.PipeTo() -> pipe(number, Pipe.openToWrite(), false);
            case ChildDescriptor.Same same -> {}
        }
    }

    private void copy(int number, ChildDescriptor wanted) {
        if (wanted instanceof ChildDescriptor.Same(int of)) {
            inChild.put(number, inChild.containsKey(of) ? inChild.get(of) : StreamFd.adopt(of, "inherited"));
        }
    }

    private void own(int number, Fd fd) {
        opened.add(fd);
        inChild.put(number, fd);
    }

    private void pipe(int number, Pipe pipe, boolean weRead) {
        own(number, weRead ? pipe.writer() : pipe.reader());
        ours.put(number, weRead ? pipe.reader() : pipe.writer());
    }

    /**
     * Programs expect to be made to wait at their standard streams: one that writes faster than the other side reads would
     * get EAGAIN, and most lose what they had to write. What we were given ourselves is passed on as it is; and for a
     * regular file the flag means nothing.
     */
    private Fd checkBlocking(int number, Fd fd) {
        boolean standard = number <= LAST_STANDARD && fd.number() > LAST_STANDARD;
        if (standard && !(fd instanceof FileFd) && fd.isNonBlocking()) {
            throw new IllegalArgumentException("descriptor " + number + " of " + program + ": " + fd
                    + " is non-blocking, and programs lose bytes at such a standard stream; take pipeInput(),"
                    + " pipeOutput(), pipeError(), a Pipe.openBlocking(), or set it nonBlocking(false)");
        }
        return fd;
    }

    /**
     * A JVM that was started with a standard descriptor closed has opened a file of its own under that number; and what
     * a child opened there itself would be taken for its standard input or output.
     */
    private void addMissingStandardOnes() {
        for (int number = 0; number <= LAST_STANDARD; number++) {
            if (!inChild.containsKey(number) && InputType.isMissing(number)) {
                inChild.put(number, null);
            }
        }
    }

    /** By the child's number; null stands for /dev/null. */
    Map<Integer, @Nullable Fd> inChild() {
        return inChild;
    }

    /** Our ends of the pipes, by the child's number. */
    Map<Integer, StreamFd> ours() {
        return ours;
    }

    /** Closes the child's ends here: while we hold one, a pipe never ends. */
    @Override
    public void close() {
        opened.forEach(Fd::close);
        opened.clear();
    }

    /** Closes everything, where no child came of it. */
    void abandon() {
        close();
        ours.values().forEach(Fd::close);
    }
}
