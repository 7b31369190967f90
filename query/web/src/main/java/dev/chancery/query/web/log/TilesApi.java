package dev.chancery.query.web.log;

import dev.chancery.contracts.log.LogTiles;
import dev.chancery.contracts.log.LogTiles.EntryTooLarge;
import dev.chancery.query.web.Problem;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The log in tiles, C2SP tlog-tiles with the prefix {@code /api/log}: read-only, and nothing here ever changes. */
@RestController
@RequestMapping("/api/log/tile")
public class TilesApi {

    /** A partial tile is only of use until it is full. */
    private static final Duration SHORT = Duration.ofMinutes(1);

    private final LogTiles tiles;
    private final Turnstile turnstile = new Turnstile();

    public TilesApi(LogTiles tiles) {
        this.tiles = tiles;
    }

    @GetMapping("/{*path}")
    ResponseEntity<byte[]> tile(@PathVariable String path) {
        TilePath tile = TilePath.parse(path.substring(1))
                .orElseThrow(() -> Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "bad-tile",
                        "A tile is <level>/<index>, a bundle entries/<index>, the index in groups like x001/x234/067, and .p/<width>"
                                + " from 1 to 255 after a partial one (c2sp.org/tlog-tiles)."));
        boolean entries = tile.level() == TilePath.ENTRIES;
        byte[] body = turnstile
                .pass(() -> read(tile, entries))
                .orElseThrow(() -> Problem.of(
                        HttpStatus.NOT_FOUND,
                        "no-such-tile",
                        "The newest checkpoint does not need this tile: it has fewer events."));
        // Only the tree is for everyone's caches.
        CacheControl cache = CacheControl.maxAge(tile.isFull() ? LogApi.FOR_EVER : SHORT);
        cache = tile.isFull() ? cache.immutable() : cache;
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .cacheControl(entries ? cache.cachePrivate() : cache.cachePublic())
                .eTag(DigestUtils.md5DigestAsHex(body))
                .body(body);
    }

    private Optional<byte[]> read(TilePath tile, boolean entries) {
        try {
            return entries
                    ? tiles.entries(tile.index(), tile.width())
                    : tiles.hashes(tile.level(), tile.index(), tile.width());
        } catch (EntryTooLarge e) {
            throw Problem.of(
                            HttpStatus.NOT_FOUND,
                            "entry-too-large",
                            "The event at " + e.position() + " has more bytes than an entry of a bundle can, "
                                    + LogTiles.ENTRY_LIMIT
                                    + ". The tree's tiles have its hash; an audit pack has the event.")
                    .with("position", e.position());
        }
    }
}
