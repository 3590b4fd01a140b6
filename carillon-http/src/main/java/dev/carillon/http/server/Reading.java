package dev.carillon.http.server;

import dev.carillon.http.RequestHead;
import dev.carillon.http.RequestParser;

/** What reading a request takes: leased from the loop from its first byte until its exchange is over. */
final class Reading {
    final RequestParser parser;
    final RequestHead head = new RequestHead();
    /** Whose limits the parser has. */
    final RequestParser kin;

    Reading(RequestParser parser, RequestParser kin) {
        this.parser = parser;
        this.kin = kin;
    }
}
