package dev.carillon.http.server;

import dev.carillon.http.RequestHead;
import dev.carillon.http.RequestParser;
import dev.carillon.http.RequestParsers;

/** What reading a request takes: leased from the loop from its first byte until its exchange is over. */
final class Reading {
    final RequestParser parser;
    final RequestHead head = new RequestHead();

    Reading(RequestParsers parsers) {
        parser = parsers.lease();
    }
}
