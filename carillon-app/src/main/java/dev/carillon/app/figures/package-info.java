/** Where who watches a command finds its figures. */
package dev.carillon.app.figures;
