package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {
    @ParameterizedTest
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "INDEX.HTML, text/html; charset=utf-8",
        "/a.b/app.min.js, text/javascript; charset=utf-8",
        "data.json, application/json",
        "photo.jpeg, image/jpeg",
        "x.tar.gz, application/gzip",
        "module.wasm, application/wasm",
        "font.woff2, font/woff2",
        "film.mp4, video/mp4",
        "README, application/octet-stream",
        "x.unheard-of, application/octet-stream",
        "/a.html/README, application/octet-stream",
        "dot., application/octet-stream"
    })
    void nameTellsTheType(String name, String type) {
        assertThat(MediaTypes.DEFAULTS.of(name)).isEqualTo(type);
    }

    @Test
    void typesCanBeAdded() {
        MediaTypes types = MediaTypes.DEFAULTS.with("Foo", "text/foo").withOther("text/plain");
        assertThat(types.of("x.foo")).isEqualTo("text/foo");
        assertThat(types.of("x.FOO")).isEqualTo("text/foo");
        assertThat(types.of("x")).isEqualTo("text/plain");
        assertThat(types.of("x.css")).isEqualTo(MediaTypes.DEFAULTS.of("x.css"));
        assertThat(MediaTypes.DEFAULTS.of("x.foo")).isEqualTo(MediaTypes.BYTES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html; charset=utf-8",
                "TEXT/plain",
                "application/json",
                "application/problem+json",
                "image/svg+xml",
                "application/wasm"
            })
    void textIsCompressible(String type) {
        assertThat(MediaTypes.isCompressible(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "application/gzip", "font/woff2", "video/mp4", "application/octet-stream", ""})
    void whatIsCompressedOrUnknownIsNot(String type) {
        assertThat(MediaTypes.isCompressible(type)).isFalse();
        assertThat(MediaTypes.isCompressible(null)).isFalse();
    }
}
