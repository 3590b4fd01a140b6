package dev.carillon.linux;

/**
 * Standard input for an event loop. Descriptor 0 shares its open file with the shell that started the program and with
 * its other children; were it set non-blocking, they would see it too. See {@link InheritedInput} for how it is done
 * without.
 */
public final class StandardInput {
    private StandardInput() {}

    /**
     * Descriptor 0.
     *
     * @return standard input; descriptor 0 itself stays as it is, also when this is closed
     * @throws LinuxException EMFILE or ENFILE
     */
    public static InheritedInput open() {
        return InheritedInput.open(0);
    }
}
