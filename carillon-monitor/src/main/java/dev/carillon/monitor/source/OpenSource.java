package dev.carillon.monitor.source;

import dev.carillon.loop.Source;

/** An input that is a single source of the loop, which keeps in the kernel what it is not asked for. */
record OpenSource(Source source) implements OpenInput {
    @Override
    public void reading(boolean isOn) {
        if (!source.isOpen()) {
            return;
        }
        if (isOn) {
            source.enable();
        } else {
            source.disable();
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
