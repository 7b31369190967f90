package dev.chancery.reports.replay;

import java.util.List;

/** The register of AI systems, as far as it names them. */
public interface Register {

    /** The ids of all systems, decommissioned ones too. */
    List<String> systems();
}
