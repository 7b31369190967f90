package dev.chancery.gateway.sandbox;

import dev.chancery.contracts.fact.NetworkUse;
import dev.chancery.contracts.fact.NetworkUse.HostUse;
import dev.chancery.decisions.policy.Destination;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/** Counts what a sandbox asks for of the network. What it is allowed always has a line; of all else the first few have. */
final class NetworkBook {

    /** Destinations that are not allowed and are listed all the same. */
    static final int FOREIGN = 50;

    private final List<Destination> allowed;
    private final SortedMap<Destination, Line> lines = new TreeMap<>();
    private int foreign;
    private int leftOut;

    NetworkBook(List<Destination> allowed) {
        this.allowed = allowed;
    }

    /** One destination. */
    private static final class Line {
        private int connections;
        private int refused;
        private int failed;
        private final LongAdder sent = new LongAdder();
        private final LongAdder received = new LongAdder();
    }

    /** Where the bytes of a connection are counted. */
    record Meter(LongAdder sent, LongAdder received) {}

    synchronized Meter connected(Destination destination) {
        Line line = lines.computeIfAbsent(destination, key -> new Line());
        line.connections++;
        return new Meter(line.sent, line.received);
    }

    synchronized void failed(Destination destination) {
        lines.computeIfAbsent(destination, key -> new Line()).failed++;
    }

    synchronized void refused(Destination destination) {
        if (!lines.containsKey(destination) && !allowed.contains(destination)) {
            if (foreign >= FOREIGN) {
                leftOut++;
                return;
            }
            foreign++;
        }
        lines.computeIfAbsent(destination, key -> new Line()).refused++;
    }

    /** A request that names no destination that could be read, or was not read. */
    synchronized void unlisted() {
        leftOut++;
    }

    synchronized NetworkUse use(UnaryOperator<String> sanitise) {
        return new NetworkUse(
                lines.entrySet().stream()
                        .map(entry -> use(entry.getKey(), entry.getValue(), sanitise))
                        .toList(),
                leftOut);
    }

    /** What the policy names is on the record with it already; only what a program made up may be somebody's. */
    private HostUse use(Destination destination, Line line, UnaryOperator<String> sanitise) {
        return new HostUse(
                allowed.contains(destination) ? destination.host() : sanitise.apply(destination.host()),
                destination.port(),
                line.connections,
                line.refused,
                line.failed,
                line.sent.sum(),
                line.received.sum());
    }
}
