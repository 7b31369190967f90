package dev.chancery.reports.delivery;

import java.nio.file.Path;

/** Where files are brought. What is there under the same name is replaced, so that bringing it again does no harm. */
interface Destination extends AutoCloseable {

    /** The URI of a file there, without secrets. */
    String address(String name);

    /**
     * Brings a file there whole or not at all, with its digest beside it.
     *
     * @param sha256 lower-case hex that it must have
     * @throws DeliveryException when it is not there
     */
    void deliver(Path file, String name, String sha256) throws DeliveryException, InterruptedException;

    @Override
    default void close() {}
}
