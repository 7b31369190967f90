package dev.chancery.gateway.policy;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.command.PolicyDraftCommand;
import dev.chancery.contracts.command.PolicyDraftCommand.ApprovePolicyDraft;
import dev.chancery.contracts.command.PolicyDraftCommand.DraftPolicy;
import dev.chancery.contracts.command.PolicyDraftCommand.RecordDraftActivation;
import dev.chancery.contracts.command.PolicyDraftCommand.RejectPolicyDraft;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.PolicyDraftEvent.PolicyDrafted;
import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.decisions.feedback.DraftDecision;
import dev.chancery.decisions.policy.Policies;
import dev.chancery.decisions.policy.PolicyDocument;
import dev.chancery.gateway.pipeline.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Drafts of the policy: proposed changes of single values that people approve, and that are then made in the files of the bundle, where
 * comments and everything else stay. What a draft would come to is read and checked before it is proposed, and again before a file
 * is touched.
 */
public final class PolicyDrafts {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;
    private final EventLog log;
    private final Policies policies;
    private final Commands commands;
    private final PolicyRollout rollout;

    public PolicyDrafts(Path directory, EventLog log, Policies policies, Commands commands, PolicyRollout rollout) {
        this.directory = directory;
        this.log = log;
        this.policies = policies;
        this.commands = commands;
        this.rollout = rollout;
    }

    /** A value that somebody wants another. */
    public record Wanted(String pointer, String after) {}

    /**
     * Proposes changes that a person wants.
     *
     * @return the draft's id
     * @throws IllegalArgumentException when they cannot be made, or what they come to is no policy; with the reason
     */
    public String propose(List<Wanted> wanted, String reason, String by) {
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("A draft needs a change.");
        }
        PolicyBundle.Loaded now = inForce();
        JsonNode document = JSON.readTree(now.document());
        List<PolicyChange> changes = wanted.stream()
                .map(want -> new PolicyChange(want.pointer(), value(document, want.pointer()), json(want.after())))
                .toList();
        changed(now, changes);
        String draft = UUID.randomUUID().toString();
        commands.send(new DraftPolicy(draft, now.policy().version(), changes, List.of(), reason, by, null));
        return draft;
    }

    /** A text of a file with which the bundle is no policy. */
    public static final class InvalidFile extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final transient List<PolicyError> errors;

        InvalidFile(List<PolicyError> errors) {
            super(errors.stream().map(PolicyError::toString).collect(Collectors.joining(" ")));
            this.errors = List.copyOf(errors);
        }

        /** By file and line. */
        public List<PolicyError> errors() {
            return errors;
        }
    }

    /**
     * The texts of the bundle's files by their names, in the order in which they are read.
     *
     * @throws IllegalStateException when they cannot be read
     */
    public SequencedMap<String, String> files() {
        SequencedMap<String, String> files = new LinkedHashMap<>();
        try {
            for (Path file : PolicyBundle.files(directory)) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new IllegalStateException("The policy's files cannot be read: " + e.getMessage(), e);
        }
        return files;
    }

    /**
     * The canonical document that the bundle would be with another text of one of its files; nothing is changed.
     *
     * @throws InvalidFile when it would be no policy
     * @throws IllegalArgumentException when it has no such file
     */
    public String document(String file, String text) {
        if (text.length() > PolicyBundle.MAX_FILE_BYTES) {
            throw new IllegalArgumentException(
                    "A file of the policy has at most " + PolicyBundle.MAX_FILE_BYTES + " bytes.");
        }
        if (!files().containsKey(file)) {
            throw new IllegalArgumentException(
                    "The policy has no file '" + file + "'. It has " + String.join(", ", files().keySet()) + ".");
        }
        return switch (PolicyBundle.read(directory, Map.of(file, text))) {
            case PolicyBundle.Loaded next -> next.document();
            case PolicyBundle.Invalid invalid -> throw new InvalidFile(invalid.errors());
        };
    }

    /**
     * Proposes what another text of a file would change of the policy. The values go into the draft, and are written into the file as it is
     * when they are approved: comments and spacing of the text do not.
     *
     * @return the draft's id
     * @throws InvalidFile when it would be no policy
     * @throws IllegalArgumentException when nothing would change, or more than single values; with the reason
     */
    public String propose(String file, String text, String reason, String by) {
        JsonNode before = JSON.readTree(inForce().document());
        JsonNode after = JSON.readTree(document(file, text));
        List<Wanted> wanted = new ArrayList<>();
        differences("", before, after, wanted);
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("This text means the policy that is in force: no value is another.");
        }
        return propose(wanted, reason, by);
    }

    private static void differences(String pointer, JsonNode before, JsonNode after, List<Wanted> wanted) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            before.propertyNames().stream()
                    .filter(name -> !after.has(name))
                    .findFirst()
                    .ifPresent(name -> notByDraft(pointer + "/" + escaped(name), "taken away"));
            after.forEachEntry((name, value) -> {
                String at = pointer + "/" + escaped(name);
                if (!before.has(name)) {
                    notByDraft(at, "added");
                }
                differences(at, before.get(name), value, wanted);
            });
        } else if (before.isArray() && after.isArray()) {
            if (before.size() != after.size()) {
                notByDraft(pointer, before.size() < after.size() ? "added" : "taken away");
            }
            for (int i = 0; i < before.size(); i++) {
                differences(pointer + "/" + i, before.get(i), after.get(i), wanted);
            }
        } else if (before.isValueNode() && after.isValueNode()) {
            wanted.add(new Wanted(pointer, after.toString()));
        } else {
            notByDraft(pointer, "made another kind of thing");
        }
    }

    private static void notByDraft(String pointer, String how) {
        throw new IllegalArgumentException("At " + pointer + " something would be " + how
                + ". A draft changes values that are there; write this into the policy's files, which Chancery watches, or"
                + " leave it out here.");
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /**
     * Sees whether changes can be made in the files as they are.
     *
     * @throws IllegalArgumentException when they cannot, or what they come to is no policy; with the reason
     * @throws IllegalStateException when the files are not what is in force
     */
    public void check(List<PolicyChange> changes) {
        changed(inForce(), changes);
    }

    private static String value(JsonNode document, String pointer) {
        if (!pointer.startsWith("/")) {
            throw new IllegalArgumentException("A pointer begins with a slash, as /gates/minimumReviewed.");
        }
        JsonNode value = document.at(pointer);
        if (!value.isValueNode()) {
            throw new IllegalArgumentException("The policy has no single value at " + pointer + ".");
        }
        return value.toString();
    }

    private static String json(String text) {
        try {
            return JSON.readTree(text).toString();
        } catch (tools.jackson.core.JacksonException e) {
            throw new IllegalArgumentException(
                    "A value is written as JSON: a text in quotes, a number, true or false.", e);
        }
    }

    /**
     * Records that a person is for a draft, and puts it in force when that is enough.
     *
     * @throws IllegalStateException when it cannot be approved or put in force as things stand; with the reason
     */
    public void approve(String draft, String reason, String by) {
        commands.send(new ApprovePolicyDraft(draft, policies.current().version(), reason, by));
        if (isApproved(draft)) {
            activate(draft);
        }
    }

    /** Records that a person is against a draft; not while it is being put in force, so that none is in force that was rejected. */
    public synchronized void reject(String draft, String reason, String by) {
        commands.send(new RejectPolicyDraft(draft, reason, by));
    }

    /**
     * Puts an approved draft in force. When it is, because the process died before that was recorded, it records that.
     *
     * @throws IllegalStateException when the policy has changed since, or it was not approved, or was rejected
     */
    public synchronized void activate(String draft) {
        PolicyDrafted drafted = events().stream()
                .filter(event -> event instanceof PolicyDrafted e && e.draft().equals(draft))
                .map(PolicyDrafted.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no draft '" + draft + "' of the policy."));
        if (!isApproved(draft)) {
            throw new IllegalStateException(
                    "The draft was not approved, needs another person to approve it too, or was rejected.");
        }
        PolicyBundle.Loaded now = inForce();
        if (isResultOf(drafted, now)) {
            commands.send(new RecordDraftActivation(draft, now.policy().version()));
            return;
        }
        if (!now.policy().version().equals(drafted.base())) {
            throw new IllegalStateException(
                    "The policy has changed since this draft was made. Reject it; what still holds comes again.");
        }
        Change change = changed(now, drafted.changes());
        change.texts().forEach(this::write);
        rollout.take(() -> unchanged(change.next()));
        commands.send(new RecordDraftActivation(draft, change.next().policy().version()));
    }

    private boolean isApproved(String draft) {
        return DraftDecision.isApproved(events(), draft);
    }

    private List<Event> events() {
        return log.readStream(PolicyDraftCommand.STREAM).stream()
                .map(stored -> log.decode(stored).event())
                .toList();
    }

    /** The bundle of the files, which must be the policy in force. */
    private PolicyBundle.Loaded inForce() {
        PolicyVersion version = policies.current().version();
        if (PolicyBundle.read(directory) instanceof PolicyBundle.Loaded loaded
                && loaded.policy().version().equals(version)) {
            return loaded;
        }
        throw new IllegalStateException(
                "The policy's files are not what is in force: they were just changed, or have errors. Look at them first.");
    }

    /** What the files are by now, which must be what the draft has made of them. */
    private PolicyBundle unchanged(PolicyBundle.Loaded next) {
        if (PolicyBundle.read(directory) instanceof PolicyBundle.Loaded now
                && now.policy().version().equals(next.policy().version())) {
            return now;
        }
        throw new IllegalStateException(
                "The policy's files were changed in the same moment, and hold as they are now. Look at them, and reject the"
                        + " draft or propose it anew.");
    }

    private record Change(PolicyBundle.Loaded next, Map<String, String> texts) {}

    private Change changed(PolicyBundle.Loaded now, List<PolicyChange> changes) {
        try {
            Map<String, String> texts = BundleEdit.texts(directory, changes);
            if (texts.size() > 1) {
                // Two files are not replaced in one moment, and half of a draft is a policy that nobody approved.
                throw new IllegalArgumentException("All values of a draft stand in one file. These stand in "
                        + String.join(" and ", texts.keySet()) + ": propose a draft for each.");
            }
            return switch (PolicyBundle.read(directory, texts)) {
                case PolicyBundle.Loaded next -> {
                    JsonNode before = JSON.readTree(now.document());
                    JsonNode after = JSON.readTree(next.document());
                    for (PolicyChange change : changes) {
                        // What a change says must be all that has changed.
                        if (!after.at(change.pointer()).equals(JSON.readTree(change.after()))) {
                            throw new IllegalArgumentException("The value at " + change.pointer() + " would be "
                                    + after.at(change.pointer()) + ". Change it by hand.");
                        }
                        set(after, change.pointer(), before.at(change.pointer()));
                    }
                    if (!after.equals(before)) {
                        throw new IllegalArgumentException(
                                "The change would change other values as well. Change it by hand.");
                    }
                    yield new Change(next, texts);
                }
                case PolicyBundle.Invalid invalid ->
                    throw new IllegalArgumentException(
                            invalid.errors().stream().map(PolicyError::toString).collect(Collectors.joining(" ")));
            };
        } catch (IOException e) {
            throw new UncheckedIOException("The policy's files cannot be read", e);
        }
    }

    /** Whether a policy is what the draft makes of its base, and nothing else. */
    private static boolean isResultOf(PolicyDrafted drafted, PolicyBundle.Loaded now) {
        JsonNode document = JSON.readTree(now.document());
        for (PolicyChange change : drafted.changes()) {
            if (!document.at(change.pointer()).equals(JSON.readTree(change.after()))) {
                return false;
            }
            set(document, change.pointer(), JSON.readTree(change.before()));
        }
        return PolicyDocument.version(PolicyDocument.canonical(document)).equals(drafted.base());
    }

    private static void set(JsonNode document, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = document.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
        if (parent instanceof tools.jackson.databind.node.ObjectNode object) {
            object.set(name, value);
        } else if (parent instanceof tools.jackson.databind.node.ArrayNode array) {
            array.set(Integer.parseInt(name), value);
        }
    }

    /** A reader sees the file as it was or as it is. */
    private void write(String name, String text) {
        try {
            Path file = directory.resolve(name).toRealPath();
            Path written = Files.createTempFile(file.getParent(), name, ".tmp");
            try {
                try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.setPosixFilePermissions(written, Files.getPosixFilePermissions(file));
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The policy's file " + name + " cannot be written, so the draft is not in force: " + e.getMessage(),
                    e);
        }
    }
}
