package dev.chancery.gateway.policy;

import dev.chancery.decisions.policy.InvalidPolicy.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The files that workflows answer from; their digests stand in the document, so another file is another version. */
final class KnowledgeFiles {

    private static final int MAX_BYTES = 32 << 20;
    private static final String HEADER = "text,category";

    private final Path directory;
    private final List<Fault> faults = new ArrayList<>();

    KnowledgeFiles(Path directory) {
        this.directory = directory;
    }

    /** Puts {@code {path, sha256}} in the place of each path. */
    List<Fault> hashInto(ObjectNode document) {
        JsonNode workflows = document.path("workflows");
        for (int i = 0; i < workflows.size(); i++) {
            if (workflows.get(i).get("knowledge") instanceof ObjectNode knowledge) {
                String at = "/workflows/" + i + "/knowledge";
                if (knowledge.has("examples")) {
                    String path = knowledge.get("examples").stringValue();
                    knowledge.set("examples", reference(knowledge, path, at + "/examples", HEADER));
                }
                ArrayNode references = knowledge.arrayNode();
                for (JsonNode path : knowledge.path("documents")) {
                    String pointer = at + "/documents/" + references.size();
                    references.add(reference(knowledge, path.stringValue(), pointer, ""));
                }
                knowledge.set("documents", references);
            }
        }
        return faults;
    }

    private ObjectNode reference(ObjectNode factory, String path, String pointer, String header) {
        return factory.objectNode().put("path", path).put("sha256", digest(path, pointer, header));
    }

    private String digest(String path, String pointer, String header) {
        try {
            Path home = directory.toRealPath();
            Path file = home.resolve(path);
            if (!Files.isRegularFile(file)) {
                return fault(
                        pointer,
                        "There is no file '" + path + "' in the policy directory. Put it there or correct the path.");
            }
            if (!file.toRealPath().startsWith(home)) {
                return fault(pointer, "'" + path + "' is outside the policy directory. Copy the file into it.");
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            if (bytes.length > MAX_BYTES) {
                return fault(pointer, "'" + path + "' is larger than " + MAX_BYTES + " bytes. Split it.");
            }
            if (!new String(bytes, 0, Math.min(bytes.length, header.length()), StandardCharsets.UTF_8).equals(header)) {
                return fault(pointer, "'" + path + "' must begin with the line " + header + ".");
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException | InvalidPathException e) {
            return fault(pointer, "'" + path + "' cannot be read: " + e.getMessage() + ".");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    private String fault(String pointer, String reason) {
        faults.add(new Fault(pointer, reason));
        return "";
    }
}
