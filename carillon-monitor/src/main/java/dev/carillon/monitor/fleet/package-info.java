/** Many machines that tell one NATS server how they are, and who asks it. Not part of the published API. */
package dev.carillon.monitor.fleet;
