package dev.chancery.views;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.SessionId;
import dev.chancery.contracts.SubjectId;
import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** States as JSON. It is read by the code that wrote it: another fold version rebuilds the tables. */
final class StateJson {

    static final JsonMapper MAPPER = JsonMapper.builder().addModule(ids()).build();

    private StateJson() {}

    private static SimpleModule ids() {
        SimpleModule module = new SimpleModule("ids");
        module.addSerializer(Id.class, new ValueSerializer<>() {
            @Override
            public void serialize(Id id, JsonGenerator generator, SerializationContext context) {
                generator.writeString(id.value());
            }
        });
        add(module, TaskId.class, TaskId::new);
        add(module, AccountId.class, AccountId::new);
        add(module, AgentId.class, AgentId::new);
        add(module, WorkflowId.class, WorkflowId::new);
        add(module, SessionId.class, SessionId::new);
        add(module, SubjectId.class, SubjectId::new);
        add(module, ContentId.class, ContentId::new);
        add(module, PolicyVersion.class, PolicyVersion::new);
        return module;
    }

    private static <T extends Id> void add(SimpleModule module, Class<T> type, Function<String, T> read) {
        module.addDeserializer(type, new ValueDeserializer<>() {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) {
                return read.apply(parser.getString());
            }
        });
    }
}
