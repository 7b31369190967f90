package dev.chancery.contracts.fact;

import java.util.List;

/**
 * What a sandbox asked for of the network. It has no other way there than Chancery's proxy, which counted.
 *
 * @param hosts in the order of their names
 * @param leftOut requests that were refused and are not among them: for more hosts than are listed, or not to be understood
 */
public record NetworkUse(List<HostUse> hosts, int leftOut) {
    public NetworkUse {
        hosts = List.copyOf(hosts);
    }

    /**
     * A host and a port that the sandbox asked for.
     *
     * @param host a name or an address, in lower case; personal data in it is replaced
     * @param connections that were made to it
     * @param refused requests that the policy does not allow, or whose name led where names may not lead
     * @param failed requests that were allowed, and it could not be reached
     * @param sent bytes that went to it
     * @param received bytes that came from it
     */
    public record HostUse(String host, int port, int connections, int refused, int failed, long sent, long received) {}
}
