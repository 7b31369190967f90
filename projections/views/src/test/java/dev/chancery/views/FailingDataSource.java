package dev.chancery.views;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source whose next commit can be made to fail, before or after it is durable. */
final class FailingDataSource implements DataSource {

    enum Fault {
        NONE,
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    private final DataSource real;
    volatile Fault next = Fault.NONE;
    volatile int injected;

    /** What reads this next is told that the page is damaged; null for nothing. */
    volatile @Nullable String damaged;

    /** Only commits that follow a statement with this in it fail; null for any. */
    volatile @Nullable String after;

    FailingDataSource(DataSource real) {
        this.real = real;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = real.getConnection();
        AtomicBoolean armed = new AtomicBoolean(after == null);
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    Fault fault = method.getName().equals("commit") && armed.get() ? next : Fault.NONE;
                    if (fault == Fault.BEFORE_COMMIT) {
                        fail();
                    }
                    if (method.getName().equals("prepareStatement")) {
                        reads(args[0]);
                    }
                    try {
                        Object result = method.invoke(connection, args);
                        return result instanceof Statement statement
                                        && method.getName().equals("createStatement")
                                ? listening(statement, armed)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (fault == Fault.AFTER_COMMIT) {
                            fail();
                        }
                    }
                });
    }

    private void reads(Object sql) throws SQLException {
        String text = damaged;
        if (text != null && String.valueOf(sql).contains(text)) {
            damaged = null;
            throw new SQLException("invalid page in block 0 of relation", "XX001");
        }
    }

    private Statement listening(Statement real, AtomicBoolean armed) {
        return (Statement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, args) -> {
                    if (args != null) {
                        reads(args[0]);
                    }
                    if (args != null && after != null && String.valueOf(args[0]).contains(after)) {
                        armed.set(true);
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private void fail() throws SQLException {
        next = Fault.NONE;
        injected++;
        throw new SQLException("the connection broke", "08006");
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        real.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        real.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return real.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return real.isWrapperFor(type);
    }
}
