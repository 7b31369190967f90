package dev.chancery.query.web.register;

import dev.chancery.contracts.command.ShadowAiCommand.ImportShadowAi;
import dev.chancery.contracts.fact.ServiceUse;
import dev.chancery.query.web.register.AiHosts.Service;
import dev.chancery.query.web.usage.BadExport;
import dev.chancery.query.web.usage.Csv;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log of a proxy, a firewall or a directory of sign-ins, as CSV with a header, and counts the AI services in it. Columns are found by the
 * names that usual exports give them. Of a line nothing is kept: who it names is only counted, and what is no AI service is neither.
 */
final class EgressLog {

    /** Largest file, in bytes. */
    static final int MAX_BYTES = 32 << 20;

    /** Most lines, without the header. */
    static final int MAX_LINES = 500_000;

    private static final int MAX_COLUMNS = 200;

    private static final List<String> HOSTS = List.of(
            "host",
            "hostname",
            "dest_host",
            "destination_host",
            "dst_host",
            "destination",
            "destination_domain",
            "destination_hostname",
            "dest_domain",
            "domain",
            "fqdn",
            "server_name",
            "sni",
            "cs_host",
            "request_host",
            "url_host",
            "url_domain",
            "tls_sni",
            "dns_query");

    private static final List<String> URLS =
            List.of("url", "uri", "request_url", "cs_uri", "full_url", "url_full", "url_original", "target_url");

    private static final List<String> APPLICATIONS = List.of(
            "application",
            "app",
            "app_name",
            "application_name",
            "app_display_name",
            "appdisplayname",
            "cloud_application",
            "cloud_app",
            "target_app",
            "service",
            "service_name",
            "resource_display_name",
            "resourcedisplayname",
            "target_displayname",
            "target_display_name",
            "client_app_name");

    private static final List<String> USERS = List.of(
            "user",
            "username",
            "user_name",
            "source_user",
            "src_user",
            "cs_username",
            "login",
            "identity",
            "identities",
            "user_principal_name",
            "userprincipalname",
            "user_id",
            "userid",
            "actor",
            "actor_alternateid",
            "actor_alternate_id",
            "email",
            "account",
            "user_email",
            "userkey");

    private static final List<String> TIMES = List.of(
            "timestamp",
            "time",
            "date",
            "datetime",
            "date_time",
            "date_utc",
            "event_time",
            "time_generated",
            "receive_time",
            "start_time",
            "ts",
            "created_date_time",
            "createddatetime",
            "published",
            "logged_time");

    private static final List<String> BYTES = List.of(
            "bytes", "total_bytes", "bytes_total", "traffic", "traffic_bytes", "network_bytes", "numbytes", "size");

    private static final List<String> BYTES_OF_A_WAY = List.of(
            "bytes_in",
            "bytes_out",
            "bytes_sent",
            "bytes_received",
            "sent_bytes",
            "received_bytes",
            "cs_bytes",
            "sc_bytes",
            "client_bytes",
            "server_bytes",
            "request_size",
            "response_size",
            "requestsize",
            "responsesize",
            "upload_bytes",
            "download_bytes",
            "uploaded_bytes",
            "downloaded_bytes");

    private static final List<String> COUNTS =
            List.of("count", "requests", "hits", "events", "transactions", "total_requests", "sign_ins", "visits");

    private static final class Sum {
        private long requests;
        private final Set<String> users = new HashSet<>();
        private long bytes;
        private @Nullable Instant first;
        private @Nullable Instant last;
    }

    private final AiHosts catalogue;
    private final List<String> header;
    private final Map<String, Sum> sums = new TreeMap<>();
    private final List<Integer> hosts;
    private final List<Integer> urls;
    private final List<Integer> applications;
    private final int user;
    private final int time;
    private final int count;
    private final List<Integer> bytes;
    private long lines;
    private long unknown;
    private long unreadable;

    private EgressLog(AiHosts catalogue, List<String> columns) {
        this.catalogue = catalogue;
        header = columns.stream().map(EgressLog::plain).toList();
        hosts = all(HOSTS);
        urls = all(URLS);
        applications = all(APPLICATIONS);
        user = first(USERS);
        time = first(TIMES);
        count = first(COUNTS);
        int total = first(BYTES);
        bytes = total < 0 ? all(BYTES_OF_A_WAY) : List.of(total);
        if (columns.size() > MAX_COLUMNS) {
            throw new BadExport("A log has at most " + MAX_COLUMNS + " columns. Export fewer.");
        }
        if (hosts.isEmpty() && urls.isEmpty() && applications.isEmpty()) {
            throw new BadExport(
                    "No column names a host, a URL or an application. Call one 'host', 'url' or 'application'; the first"
                            + " line is the header, and values are separated by commas.");
        }
    }

    /** {@code Date (UTC)} is {@code date_utc}, {@code cs-host} is {@code cs_host}. */
    private static String plain(String name) {
        return name.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
    }

    private List<Integer> all(List<String> names) {
        List<Integer> found = new ArrayList<>();
        for (String name : names) {
            if (header.contains(name)) {
                found.add(header.indexOf(name));
            }
        }
        return found;
    }

    private int first(List<String> names) {
        List<Integer> found = all(names);
        return found.isEmpty() ? -1 : found.getFirst();
    }

    /**
     * Reads a log.
     *
     * @throws BadExport when it cannot be taken in
     */
    static ImportShadowAi read(AiHosts catalogue, byte[] file, String by) {
        if (file.length > MAX_BYTES) {
            throw new BadExport("A log has at most " + MAX_BYTES + " bytes. Export a shorter period.");
        }
        Csv.Lines table = Csv.lines(text(file));
        EgressLog log = new EgressLog(catalogue, table.header());
        for (List<String> values = table.next(); values != null; values = table.next()) {
            if (values.size() != log.header.size()) {
                throw new BadExport("Line " + table.number() + " has " + values.size() + " values, the header "
                        + log.header.size() + ". Import the file as it was exported.");
            }
            if (++log.lines > MAX_LINES) {
                throw new BadExport("A log has at most " + MAX_LINES + " lines. Export a shorter period.");
            }
            log.take(values);
        }
        if (log.lines == 0) {
            throw new BadExport("The log has a header and no line, so there is nothing to import.");
        }
        return new ImportShadowAi(
                sha256(file), catalogue.digest(), log.lines, log.unknown, log.unreadable, log.services(), by);
    }

    private void take(List<String> values) {
        boolean named = false;
        Service found = null;
        for (int column : hosts) {
            String host = host(values.get(column));
            named |= !host.isEmpty();
            found = found == null ? catalogue.ofHost(host).orElse(null) : found;
        }
        for (int column : urls) {
            String host = host(values.get(column));
            named |= !host.isEmpty();
            found = found == null ? catalogue.ofHost(host).orElse(null) : found;
        }
        for (int column : applications) {
            String name = values.get(column).strip();
            named |= !name.isEmpty();
            if (found == null) {
                found = catalogue
                        .ofApplication(name)
                        .or(() -> catalogue.ofHost(host(name)))
                        .orElse(null);
            }
        }
        if (found == null) {
            unreadable += named ? 0 : 1;
            unknown += named ? 1 : 0;
        } else {
            add(sums.computeIfAbsent(found.service(), none -> new Sum()), values);
        }
    }

    private void add(Sum sum, List<String> values) {
        sum.requests = Math.addExact(
                sum.requests, count < 0 ? 1 : number(values.get(count)).orElse(1L));
        if (user >= 0 && !values.get(user).isBlank()) {
            sum.users.add(values.get(user).strip().toLowerCase(Locale.ROOT));
        }
        for (int column : bytes) {
            sum.bytes = Math.addExact(sum.bytes, number(values.get(column)).orElse(0L));
        }
        Instant at = time < 0 ? null : instant(values.get(time).strip());
        if (at != null) {
            sum.first = sum.first == null || at.isBefore(sum.first) ? at : sum.first;
            sum.last = sum.last == null || at.isAfter(sum.last) ? at : sum.last;
        }
    }

    private List<ServiceUse> services() {
        return sums.entrySet().stream()
                .map(entry -> {
                    Sum sum = entry.getValue();
                    Service service = catalogue.services().stream()
                            .filter(each -> each.service().equals(entry.getKey()))
                            .findFirst()
                            .orElseThrow();
                    return new ServiceUse(
                            service.service(),
                            service.provider(),
                            sum.requests,
                            user < 0 ? null : (Long) (long) sum.users.size(),
                            bytes.isEmpty() ? null : (Long) sum.bytes,
                            sum.first,
                            sum.last);
                })
                .toList();
    }

    /** The host of a URL, or of what is one already; empty when there is none. */
    static String host(String value) {
        String host = value.strip().toLowerCase(Locale.ROOT);
        int scheme = host.indexOf("://");
        host = scheme < 0 ? host : host.substring(scheme + 3);
        int end = 0;
        while (end < host.length() && "/?#".indexOf(host.charAt(end)) < 0) {
            end++;
        }
        host = host.substring(0, end);
        host = host.substring(host.lastIndexOf('@') + 1);
        int port = host.indexOf(':');
        host = port < 0 ? host : host.substring(0, port);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static Optional<Long> number(String value) {
        String digits = value.strip();
        return digits.matches("[0-9]{1,15}") ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }

    /** Times without a zone are taken as UTC; what is no time is passed over. */
    static @Nullable Instant instant(String value) {
        try {
            if (value.matches("[0-9]{10}(\\.[0-9]+)?")) {
                return Instant.ofEpochSecond(Long.parseLong(value.substring(0, 10)));
            }
            if (value.matches("[0-9]{13}")) {
                return Instant.ofEpochMilli(Long.parseLong(value));
            }
            if (value.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            String iso = value.replace(' ', 'T').replace("TUTC", "Z").replace("TGMT", "Z");
            Instant at = iso.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
            return at.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String text(byte[] file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadExport("The file is no text in UTF-8. Import the CSV as it was exported, not a spreadsheet.");
        }
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }
}
