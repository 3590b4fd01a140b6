package dev.carillon.http.server;

/** Answers whole requests on threads of its own: may block. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Answers a request.
     *
     * @param request the request, with its body; safe from any thread
     * @return the answer
     * @throws Exception the client gets a 500
     */
    Response answer(Request request) throws Exception;
}
