package dev.carillon.http.server;

import dev.carillon.http.RequestHead;
import dev.carillon.http.RequestParser;

/** What reading a request takes: leased from the loop from its first byte until its exchange is over. */
final class Reading {
    final RequestParser parser;
    final RequestHead head = new RequestHead();

    Reading(RequestParser parser) {
        this.parser = parser;
    }
}
