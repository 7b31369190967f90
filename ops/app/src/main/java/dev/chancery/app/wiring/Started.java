package dev.chancery.app.wiring;

/** Whatever has to be done before the first request is. Who needs that asks for it. */
record Started() {}
