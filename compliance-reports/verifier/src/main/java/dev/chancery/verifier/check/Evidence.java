package dev.chancery.verifier.check;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.verifier.pack.Line;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** A part of a log, with the policies that its decisions were made under: a pack, or the log itself. */
public interface Evidence {

    /** Tells all events of the part in their order; each call begins anew. */
    void read(Consumer<Line.Disclosed> reader) throws IOException;

    /**
     * The document of a policy, UTF-8.
     *
     * @throws PackDefect when there is none
     */
    byte[] policy(PolicyVersion version) throws IOException;

    /** What a stream had come to before the part begins; nothing where that is not known. */
    List<StoredEvent> earlier(String stream);

    /** Whether what the part and {@link #earlier} do not have never was. */
    boolean isEverything();

    /** A pack that was verified before. */
    static Evidence of(Pack pack) throws IOException {
        boolean everything = pack.manifest().scope() == null && pack.manifest().from() == 0;
        return new Evidence() {
            @Override
            public void read(Consumer<Line.Disclosed> reader) throws IOException {
                pack.lines(line -> {
                    if (line instanceof Line.Disclosed shown) {
                        reader.accept(shown);
                    }
                });
            }

            @Override
            public byte[] policy(PolicyVersion version) throws IOException {
                return pack.policy(version);
            }

            @Override
            public List<StoredEvent> earlier(String stream) {
                return List.of();
            }

            @Override
            public boolean isEverything() {
                return everything;
            }
        };
    }
}
