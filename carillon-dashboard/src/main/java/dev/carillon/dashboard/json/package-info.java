/** Objects of JSON as text. */
package dev.carillon.dashboard.json;
