/** What every command of {@code carillon} is. */
package dev.carillon.app.command;
