package dev.chancery.query.web;

/** Keeps from being erased what an incident is about. */
public interface Evidence {

    /**
     * Places what legal holds are missing. Whatever is not placed, because the process dies or the views are being built, is placed by
     * itself afterwards.
     */
    void hold(String incident);
}
