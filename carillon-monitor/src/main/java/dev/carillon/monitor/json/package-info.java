/** What strangers, and the record, say in JSON. */
package dev.carillon.monitor.json;
