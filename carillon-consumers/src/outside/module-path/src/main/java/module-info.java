/** All that a user has to say. */
module outside {
    requires dev.carillon.net;
}
