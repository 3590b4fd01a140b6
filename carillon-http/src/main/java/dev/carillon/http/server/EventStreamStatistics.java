package dev.carillon.http.server;

/**
 * What has become of streams of events.
 *
 * @param joined clients that have come
 * @param events events that were sent, to however many clients
 * @param cutOff clients that were cut off because too much waited for them
 * @param gaps clients that came back too late for some of what they had missed
 */
public record EventStreamStatistics(long joined, long events, long cutOff, long gaps) {}
