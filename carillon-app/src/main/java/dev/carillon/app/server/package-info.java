/** The commands that serve: echo and relay, and what they have in common. */
package dev.carillon.app.server;
