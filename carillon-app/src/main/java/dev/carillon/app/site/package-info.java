/** What a web server serves: sites, each with its names, files and rules, and how they are put in each other's place. */
package dev.carillon.app.site;
