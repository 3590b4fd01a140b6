package dev.carillon.linux;

import java.nio.file.Path;

/** What a child of {@link Spawn} finds under one of its numbers, before it is opened for one start. */
sealed interface ChildDescriptor {
    /** A descriptor of the caller's, who keeps it. */
    record Handed(Fd fd) implements ChildDescriptor {}

    /** {@code /dev/null}, for reading and writing. */
    record Null() implements ChildDescriptor {}

    /** A file to read from. */
    record Input(Path path) implements ChildDescriptor {}

    /** A file to write to. */
    record Output(OutputFile file) implements ChildDescriptor {}

    /** A new pipe that the child writes to and we read. */
    record PipeFrom() implements ChildDescriptor {}

    /** A new pipe that the child reads and we write to. */
    record PipeTo() implements ChildDescriptor {}

    /** What the child has under another number. */
    record Same(int number) implements ChildDescriptor {}
}
