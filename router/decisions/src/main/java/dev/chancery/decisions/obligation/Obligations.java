package dev.chancery.decisions.obligation;

import dev.chancery.contracts.fact.AiRole;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.DateReading;
import dev.chancery.contracts.fact.DeployerKind;
import dev.chancery.contracts.fact.RecordedDuty;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.RiskVerdict;
import dev.chancery.contracts.fact.SystemEvidence;
import dev.chancery.contracts.fact.SystemStatus;
import dev.chancery.contracts.fact.UseFacts;
import dev.chancery.contracts.fact.UsePoint;
import dev.chancery.decisions.obligation.Obligation.Start;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The obligations of Regulation (EU) 2024/1689 as data, and which of them a system has on a day. No day is in the code: another reading of
 * the law is another file.
 *
 * @param asOf the day up to which the law was read
 * @param legacyBasis where the law says that systems on the market before are asked only when they change
 * @param legacyPublic from when those that public authorities use are asked all the same
 */
public record Obligations(
        String version, LocalDate asOf, String legacyBasis, LocalDate legacyPublic, List<Obligation> all) {

    private static final String CURRENT = "obligations-2026-11-20.json";

    public Obligations {
        all = List.copyOf(all);
    }

    /**
     * An obligation that a system has.
     *
     * @param readings from when it applies; the first decides here
     * @param applies whether it applies on the day
     * @param assumed whether it is shown because nobody has classified the system
     * @param note what else is to be known; null when nothing is
     */
    public record Applied(
            Obligation obligation,
            List<DateReading> readings,
            boolean applies,
            boolean assumed,
            @Nullable String note) {
        public Applied {
            readings = List.copyOf(readings);
        }

        /** From when it applies by the first reading. */
        public LocalDate from() {
            return readings.getFirst().from();
        }

        /** Days from a day on until it applies by the first reading, 0 when it does. */
        public long daysLeft(LocalDate today) {
            return Math.max(0, ChronoUnit.DAYS.between(today, from()));
        }
    }

    /** The obligations of this version. */
    public static Obligations current() {
        try (InputStream in = Obligations.class.getResourceAsStream(CURRENT)) {
            if (in == null) {
                throw new IllegalStateException(CURRENT + " is missing");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Obligations parse(String json) {
        JsonNode root = JsonMapper.shared().readTree(json);
        List<Obligation> all = new ArrayList<>();
        for (JsonNode node : root.path("obligations")) {
            all.add(obligation(node));
        }
        return new Obligations(
                root.path("version").asString(),
                day(root.path("asOf")),
                root.at("/legacy/basis").asString(),
                day(root.at("/legacy/publicAuthorities")),
                all);
    }

    private static Obligation obligation(JsonNode node) {
        List<Start> starts = new ArrayList<>();
        for (JsonNode start : node.path("starts")) {
            List<DateReading> readings = new ArrayList<>();
            for (JsonNode reading : start.path("readings")) {
                readings.add(new DateReading(
                        day(reading.path("from")), reading.path("basis").asString()));
            }
            String when = start.path("when").asString();
            starts.add(new Start(
                    when.equals("ANY") ? null : RiskVerdict.Basis.valueOf(when),
                    start.has("placedBefore") ? day(start.path("placedBefore")) : null,
                    readings));
        }
        return new Obligation(
                node.path("id").asString(),
                node.path("article").asString(),
                node.path("title").asString(),
                node.path("sentence").asString(),
                list(node.path("roles"), AiRole::valueOf),
                list(node.path("classes"), RiskClass::valueOf),
                list(node.path("bases"), RiskVerdict.Basis::valueOf),
                list(node.path("points"), text -> text),
                list(node.path("onlyPoints"), text -> text),
                list(node.path("exceptPoints"), text -> text),
                list(node.path("deployers"), DeployerKind::valueOf),
                list(node.path("orPoints"), text -> text),
                list(node.path("transparency"), text -> text),
                starts,
                node.path("legacy").asBoolean(false),
                node.has("section") ? AnnexEight.valueOf(node.path("section").asString()) : null,
                node.has("duty") ? RecordedDuty.valueOf(node.path("duty").asString()) : null,
                list(node.path("controls"), text -> text));
    }

    private static LocalDate day(JsonNode node) {
        return LocalDate.parse(node.asString());
    }

    private static <T> List<T> list(JsonNode node, Function<String, T> of) {
        List<T> all = new ArrayList<>();
        for (JsonNode item : node) {
            all.add(of.apply(item.asString()));
        }
        return List.copyOf(all);
    }

    /** What a system is asked, in the order of the law, whether or not it applies on the day yet. */
    public List<Applied> of(SystemEvidence system, LocalDate on) {
        if (system.status() == SystemStatus.DECOMMISSIONED) {
            return List.of();
        }
        return all.stream()
                .flatMap(obligation -> applied(obligation, system, on).stream())
                .toList();
    }

    private Optional<Applied> applied(Obligation obligation, SystemEvidence system, LocalDate on) {
        boolean unknown = system.risk() == RiskClass.UNCLASSIFIED;
        UseFacts use = system.facts().use();
        boolean assumed = unknown && !obligation.classes().contains(RiskClass.UNCLASSIFIED);
        if (system.facts().roles().stream().noneMatch(obligation.roles()::contains)
                || (!unknown && !obligation.classes().contains(system.risk()))
                || (!unknown && !fits(obligation.bases(), system.basis()))
                || !fitsUse(obligation, use, unknown)) {
            return Optional.empty();
        }
        List<DateReading> readings = start(obligation, system, use).readings();
        LocalDate from = readings.getFirst().from();
        boolean applies = !on.isBefore(from);
        String note = obligation.disputed()
                ? "From when it applies is disputed: " + readings.getFirst().from() + " or "
                        + readings.getLast().from() + "."
                : null;
        if (obligation.legacy() && isLegacy(use, from)) {
            boolean isPublic = use != null
                    && (use.deployer() == DeployerKind.PUBLIC_AUTHORITY
                            || use.deployer() == DeployerKind.PUBLIC_SERVICE);
            if (isPublic) {
                readings = List.of(new DateReading(legacyPublic, legacyBasis));
                applies = !on.isBefore(legacyPublic);
                note = "It was on the market before " + from + " and is intended for a public authority.";
            } else {
                applies = false;
                note = "It was on the market before " + from
                        + ", so it is asked only when its design changes significantly" + " from that day on: "
                        + legacyBasis + ".";
            }
        }
        return Optional.of(new Applied(obligation, readings, applies, assumed, note));
    }

    private static boolean isLegacy(@Nullable UseFacts use, LocalDate from) {
        return use != null
                && use.placedOnMarket() != null
                && use.placedOnMarket().isBefore(from)
                && (use.significantlyChanged() == null
                        || use.significantlyChanged().isBefore(from));
    }

    private static boolean fits(List<RiskVerdict.Basis> wanted, List<RiskVerdict.Basis> there) {
        return wanted.isEmpty() || there.stream().anyMatch(wanted::contains);
    }

    /** Of a system that nobody has classified, what is not known takes nothing out. */
    private static boolean fitsUse(Obligation obligation, @Nullable UseFacts use, boolean unknown) {
        List<String> points = points(use == null ? null : use.annexThree());
        boolean open = unknown && (use == null || use.annexThree() == null);
        boolean byDeployer = obligation.deployers().isEmpty()
                || (use != null
                        && use.deployer() != null
                        && obligation.deployers().contains(use.deployer()))
                || (unknown && (use == null || use.deployer() == null))
                || any(obligation.orPoints(), points);
        boolean known = use != null && use.transparency() != null;
        List<String> transparency = points(use == null ? null : use.transparency());
        boolean fitting = known ? any(obligation.transparency(), transparency) : unknown;
        boolean noticed = obligation.transparency().isEmpty() || fitting;
        return byDeployer
                && noticed
                && (obligation.points().isEmpty() || open || any(obligation.points(), points))
                && (obligation.onlyPoints().isEmpty() || allOf(obligation.onlyPoints(), points))
                && (obligation.exceptPoints().isEmpty() || !allOf(obligation.exceptPoints(), points));
    }

    /** Points that fit; a use that is taken out of one does not. */
    private static List<String> points(@Nullable List<UsePoint> all) {
        return all == null
                ? List.of()
                : all.stream()
                        .filter(point -> point.exclusion() == null)
                        .map(UsePoint::point)
                        .toList();
    }

    private static boolean any(List<String> wanted, List<String> points) {
        return points.stream().anyMatch(point -> isOf(wanted, point));
    }

    /** Whether there are points, and all of them are of these. */
    private static boolean allOf(List<String> wanted, List<String> points) {
        return !points.isEmpty() && points.stream().allMatch(point -> isOf(wanted, point));
    }

    private static boolean isOf(List<String> wanted, String point) {
        return wanted.stream().anyMatch(one -> point.equals(one) || point.startsWith(one + "("));
    }

    private static Start start(Obligation obligation, SystemEvidence system, @Nullable UseFacts use) {
        return obligation.starts().stream()
                .filter(start -> start.basis() == null
                        || system.basis().isEmpty()
                        || system.basis().contains(start.basis()))
                .filter(start -> start.placedBefore() == null
                        || (use != null
                                && use.placedOnMarket() != null
                                && use.placedOnMarket().isBefore(start.placedBefore())))
                .findFirst()
                .orElse(obligation.starts().getFirst());
    }
}
