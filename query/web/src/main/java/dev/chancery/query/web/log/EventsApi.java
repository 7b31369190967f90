package dev.chancery.query.web.log;

import dev.chancery.query.web.log.EventDesk.EventView;
import dev.chancery.query.web.log.EventDesk.EventsView;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Events as they are recorded, by position or of a stream. */
@RestController
@RequestMapping("/api/log/events")
final class EventsApi {

    private final EventDesk desk;

    EventsApi(EventDesk desk) {
        this.desk = desk;
    }

    @GetMapping
    EventsView events(
            @RequestParam(defaultValue = "0") long from,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String stream) {
        return desk.events(from, limit, stream);
    }

    @GetMapping("/{position}")
    EventView event(@PathVariable long position) {
        return desk.event(position);
    }
}
