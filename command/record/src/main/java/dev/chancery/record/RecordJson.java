package dev.chancery.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.contracts.fact.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * The JSON in which facts are kept and shown: members in the order of the record, none that is null, ids as strings, instants
 * in ISO 8601 with six decimals, a refusal with its {@code code}. The contracts carry no annotations, so their shape is here.
 */
public final class RecordJson {

    private static final DateTimeFormatter MICROSECONDS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
            .annotationIntrospector(new RequiredUnlessNullable())
            .addMixIn(Refusal.class, RefusalByCode.class)
            .addModule(module())
            .build();

    private RecordJson() {}

    /** The mapper; immutable and shared. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** An instant as the record writes it: {@code 2026-11-05T10:00:00.000000Z}. */
    public static String text(Instant instant) {
        return MICROSECONDS.format(instant);
    }

    private static SimpleModule module() {
        SimpleModule module = new SimpleModule("record");
        module.setValueInstantiators(new RecordsBySpreader());
        module.addSerializer(Id.class, new IdAsString());
        module.addSerializer(Instant.class, new InstantAsText());
        module.addDeserializer(Instant.class, new InstantFromText());
        id(module, TaskId.class, TaskId::new);
        id(module, AccountId.class, AccountId::new);
        id(module, AgentId.class, AgentId::new);
        id(module, WorkflowId.class, WorkflowId::new);
        id(module, SessionId.class, SessionId::new);
        id(module, SubjectId.class, SubjectId::new);
        id(module, ContentId.class, ContentId::new);
        id(module, PolicyVersion.class, PolicyVersion::new);
        return module;
    }

    private static <T extends Id> void id(SimpleModule module, Class<T> type, Function<String, T> from) {
        module.addDeserializer(type, new IdFromString<>(type, from));
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "code")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Refusal.BudgetExceeded.class, name = "budget_exceeded"),
        @JsonSubTypes.Type(value = Refusal.RestrictedData.class, name = "restricted_data"),
        @JsonSubTypes.Type(value = Refusal.NoPermittedModel.class, name = "no_permitted_model"),
        @JsonSubTypes.Type(value = Refusal.InputRejected.class, name = "input_rejected"),
        @JsonSubTypes.Type(value = Refusal.AgentIsSuspended.class, name = "agent_suspended"),
        @JsonSubTypes.Type(value = Refusal.KillSwitchIsPulled.class, name = "kill_switch"),
        @JsonSubTypes.Type(value = Refusal.ToolNotGranted.class, name = "tool_denied"),
        @JsonSubTypes.Type(value = Refusal.ToolHasChanged.class, name = "tool_changed"),
        @JsonSubTypes.Type(value = Refusal.ToolRateExceeded.class, name = "tool_rate_exceeded"),
        @JsonSubTypes.Type(value = Refusal.LoopDetected.class, name = "loop_detected"),
    })
    private interface RefusalByCode {}

    private static final class IdAsString extends StdScalarSerializer<Id> {
        IdAsString() {
            super(Id.class);
        }

        @Override
        public void serialize(Id id, JsonGenerator out, SerializationContext context) {
            out.writeString(id.value());
        }
    }

    private static final class IdFromString<T extends Id> extends StdScalarDeserializer<T> {
        private final transient Function<String, T> from;

        IdFromString(Class<T> type, Function<String, T> from) {
            super(type);
            this.from = from;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) {
            String text = in.getValueAsString("");
            try {
                return from.apply(text);
            } catch (IllegalArgumentException e) {
                return context.reportInputMismatch(this, "%s", e.getMessage());
            }
        }
    }

    private static final class InstantAsText extends StdScalarSerializer<Instant> {
        InstantAsText() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant instant, JsonGenerator out, SerializationContext context) {
            out.writeString(text(instant));
        }
    }

    private static final class InstantFromText extends StdScalarDeserializer<Instant> {
        InstantFromText() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) {
            String text = in.getValueAsString("");
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                return context.reportInputMismatch(this, "'%s' is no instant", text);
            }
        }
    }
}
