/** What {@code carillon doctor} finds out about the machine and this process. */
package dev.carillon.app.doctor;
