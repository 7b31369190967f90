package dev.chancery.gateway.policy;

import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What a directory of {@code *.yaml} files came to: a policy, or everything that is wrong with it. */
public sealed interface PolicyBundle {

    /** Largest file of a bundle, in bytes. */
    int MAX_FILE_BYTES = 1 << 20;

    /** Most files of a bundle. */
    int MAX_FILES = 100;

    /**
     * A policy that can come into force.
     *
     * @param document its canonical JSON, the text that is recorded
     */
    record Loaded(Policy policy, String document) implements PolicyBundle {}

    /** A bundle that cannot come into force. */
    record Invalid(List<PolicyError> errors) implements PolicyBundle {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }

    /**
     * Reads the bundle of a directory: every {@code *.yaml} file in it, in the order of their names. Lists are joined;
     * anything else may be said once.
     */
    static PolicyBundle read(Path directory) {
        return read(directory, Map.of());
    }

    /**
     * Reads the bundle that the directory would have.
     *
     * @param instead texts by the names of files, that are read in place of those
     */
    static PolicyBundle read(Path directory, Map<String, String> instead) {
        BundleTree tree = new BundleTree();
        try {
            for (Path file : files(directory)) {
                String text = instead.get(file.getFileName().toString());
                if (text == null) {
                    tree.add(file);
                } else {
                    tree.add(file.getFileName().toString(), text);
                }
            }
        } catch (IOException e) {
            tree.error("The policy directory " + directory + " cannot be read: " + e.getMessage()
                    + ". Check that it exists and who may read it.");
        }
        if (tree.errors().isEmpty()) {
            tree.check(BundleSchema.SCHEMA.faults(tree.root()));
        }
        if (!tree.errors().isEmpty()) {
            return new Invalid(tree.errors());
        }
        ObjectNode document = BundleSchema.SCHEMA.complete(tree.root());
        document.put("format", PolicyDocument.FORMAT);
        tree.check(new KnowledgeFiles(directory).hashInto(document));
        if (!tree.errors().isEmpty()) {
            return new Invalid(tree.errors());
        }
        try {
            String canonical = PolicyDocument.canonical(document);
            return new Loaded(PolicyDocument.parse(canonical), canonical);
        } catch (InvalidPolicy e) {
            tree.check(e.faults());
        } catch (IllegalArgumentException e) {
            tree.error(String.valueOf(e.getMessage()));
        }
        return new Invalid(tree.errors());
    }

    /** The files of a bundle, in the order in which they are read. */
    static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(directory)) {
            all.filter(file -> file.getFileName().toString().endsWith(".yaml"))
                    .sorted()
                    .forEach(files::add);
        }
        if (files.isEmpty()) {
            throw new IOException("it has no .yaml file");
        }
        if (files.size() > MAX_FILES) {
            throw new IOException("it has " + files.size() + " files, more than " + MAX_FILES);
        }
        return files;
    }
}
