package dev.chancery.gateway.sandbox;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses to which a name may lead: those of the public internet which are not this machine's. Whoever answers for a name
 * could else point it at what only Chancery reaches: the machine itself, the house's network, a cloud's metadata. After the IANA
 * registries of special-purpose addresses (RFC 6890), and what clouds have put elsewhere.
 */
final class PublicAddresses {

    private static final List<Block> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "168.63.129.16/32",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(Block::of)
            .toList();

    /** All of IPv6 that is given out; what translates from IPv4, is local, or goes to many is elsewhere. */
    private static final Block GLOBAL = Block.of("2000::/3");

    private PublicAddresses() {}

    static boolean has(InetAddress address) {
        return (address instanceof Inet4Address || GLOBAL.has(address))
                && NOT_PUBLIC.stream().noneMatch(block -> block.has(address))
                && !isOurs(address);
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            // What cannot be known is taken to be so.
            return true;
        }
    }

    private record Block(InetAddress first, int bits) {

        static Block of(String text) {
            int slash = text.indexOf('/');
            return new Block(
                    InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean has(InetAddress address) {
            byte[] mine = first.getAddress();
            byte[] other = address.getAddress();
            if (mine.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
