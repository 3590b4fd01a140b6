/** How a running command is controlled: by its control socket, and by the process that takes over from it. */
package dev.carillon.app.control;
