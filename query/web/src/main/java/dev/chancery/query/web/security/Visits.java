package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.AccountCommand.RecordRefusedSignIn;
import dev.chancery.contracts.command.VisitCommand.BeginVisit;
import dev.chancery.contracts.command.VisitCommand.EndVisit;
import dev.chancery.contracts.command.VisitCommand.RecordView;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import dev.chancery.contracts.fact.VisitEnd;
import dev.chancery.query.web.Desk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Keeps in the record who came, what was looked at by those whose looks count, and who was not let in. That somebody comes or looks
 * is recorded before he gets anything; that he left, or was turned away, as soon as can be.
 */
@Component
public final class Visits implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Visits.class);

    /** So long a program may be silent before its next request is another visit. */
    private static final Duration SILENCE = Duration.ofMinutes(30);

    private static final int REMEMBERED = 10_000;
    private static final int WAITING = 1_000;

    private record Ongoing(String visit, Instant last) {}

    private final Desk desk;
    private final InstantSource clock;
    private final Map<String, Ongoing> programs = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ongoing> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** One thread: to turn somebody away takes no longer for an account that there is than for one that there is not. */
    private final ExecutorService later = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofVirtual().name("visits-", 0).factory());

    Visits(Desk desk, InstantSource clock) {
        this.desk = desk;
        this.clock = clock;
    }

    /**
     * Keeps that somebody comes.
     *
     * @return the visit
     * @throws dev.chancery.query.web.Problem when it cannot be kept, so that he is not let in
     */
    public String begin(AccountId account, SignInMethod method, List<RoleGrant> grants) {
        String visit = UUID.randomUUID().toString();
        desk.act(new BeginVisit(visit, account, method, grants), account.value());
        return visit;
    }

    /**
     * Keeps that somebody is about to see something.
     *
     * @param path with ids, and of the query the keys alone
     * @throws dev.chancery.query.web.Problem when it cannot be kept, so that he sees nothing
     */
    void view(Person person, List<RoleGrant> grants, String method, String path) {
        String visit = person.token() == null ? person.visit() : ongoing(person, grants);
        desk.act(new RecordView(visit, person.account(), method, path), person.actor());
    }

    private String ongoing(Person program, List<RoleGrant> grants) {
        // Of two first requests at once one begins the visit and the other waits for it.
        synchronized (programs) {
            Instant now = clock.instant();
            Ongoing known = programs.get(program.actor());
            String visit = known != null && known.last().plus(SILENCE).isAfter(now)
                    ? known.visit()
                    : begin(program.account(), SignInMethod.TOKEN, grants);
            programs.put(program.actor(), new Ongoing(visit, now));
            return visit;
        }
    }

    /** Keeps that somebody left. */
    public void end(String visit, AccountId account, VisitEnd cause) {
        soon(() -> desk.act(new EndVisit(visit, cause), account.value()));
    }

    /** Keeps that somebody was turned away. */
    public void refused(AccountId account, SignInMethod method, SignInRefusal cause) {
        soon(() -> desk.act(new RecordRefusedSignIn(account, method, cause), account.value()));
    }

    private void soon(Runnable work) {
        try {
            later.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.atWarn().setCause(e).log("The end of a visit, or a refused sign-in, could not be recorded");
                }
            });
        } catch (RejectedExecutionException e) {
            if (!later.isShutdown()) {
                LOG.atWarn().log("Too many refused sign-ins at once: not all are recorded");
            }
        }
    }

    @Override
    public void destroy() {
        later.shutdown();
    }
}
