package dev.chancery.eventstore.log;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Rows that are numbered without gap, read a page at a time, so that a long stream is never in memory whole. */
final class Paged<T> implements Iterator<T> {

    /** Reads a page: up to {@code limit} rows from a number on. */
    @FunctionalInterface
    interface Pages<T> {
        List<T> read(long from, int limit);
    }

    private final int size;
    private final Pages<T> pages;
    private final Queue<T> page = new ArrayDeque<>();
    private long next;
    private boolean last;

    Paged(long first, int size, Pages<T> pages) {
        this.next = first;
        this.size = size;
        this.pages = pages;
    }

    /** What {@link #next} would return, null at the end. */
    @org.jspecify.annotations.Nullable
    T peek() {
        if (page.isEmpty() && !last) {
            List<T> read = pages.read(next, size);
            page.addAll(read);
            next += read.size();
            last = read.size() < size;
        }
        return page.peek();
    }

    @Override
    public boolean hasNext() {
        return peek() != null;
    }

    @Override
    public T next() {
        T element = peek();
        if (element == null) {
            throw new NoSuchElementException();
        }
        page.remove();
        return element;
    }

    Stream<T> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }
}
