package dev.chancery.handling.budget;

import dev.chancery.contracts.AgentId;
import dev.chancery.decisions.budget.BudgetDecision.Cap;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who decides about budgets has the turn of each of them, so that no two requests can take the same money. The budgets of one
 * agent have one turn, that of the agent; one that several agents take from has its own.
 */
final class Turns {

    private static final int COUNT = 256;

    private final Lock[] turns =
            Stream.generate(ReentrantLock::new).limit(COUNT).toArray(Lock[]::new);

    /** Decides while no other decides about any of these budgets. Turns are taken in one order, so nobody waits in a circle. */
    <T> T decide(AgentId agent, List<Cap> caps, Supplier<T> decision) {
        int[] needed = IntStream.concat(
                        IntStream.of(turn(agent)),
                        caps.stream()
                                .filter(cap -> cap.scope().kind().isShared())
                                .mapToInt(cap -> turn(cap.scope())))
                .sorted()
                .distinct()
                .toArray();
        return decide(needed, 0, decision);
    }

    private <T> T decide(int[] needed, int held, Supplier<T> decision) {
        if (held == needed.length) {
            return decision.get();
        }
        Lock turn = turns[needed[held]];
        turn.lock();
        try {
            return decide(needed, held + 1, decision);
        } finally {
            turn.unlock();
        }
    }

    private static int turn(Object of) {
        return Math.floorMod(of.hashCode(), COUNT);
    }
}
