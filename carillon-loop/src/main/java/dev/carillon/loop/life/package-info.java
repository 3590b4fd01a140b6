/** What a loop and a source can be, and what leads from one state to the next: tables, checked whenever they are used. Not exported. */
package dev.carillon.loop.life;
