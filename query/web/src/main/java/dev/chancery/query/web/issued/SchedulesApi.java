package dev.chancery.query.web.issued;

import dev.chancery.query.contracts.SchedulesView;
import dev.chancery.query.contracts.SchedulesView.ScheduleView;
import dev.chancery.query.web.issued.ScheduleDesk.Wanted;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What is issued again and again. */
@RestController
@RequestMapping("/api/schedules")
final class SchedulesApi {

    private final ScheduleDesk desk;

    SchedulesApi(ScheduleDesk desk) {
        this.desk = desk;
    }

    @GetMapping
    SchedulesView all() {
        return desk.all();
    }

    @GetMapping("/{id}")
    ScheduleView one(@PathVariable String id) {
        return desk.one(id);
    }

    @PutMapping("/{id}")
    ScheduleView set(@PathVariable String id, @RequestBody Wanted wanted, Principal by) {
        return desk.set(id, wanted, by.getName());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id, Principal by) {
        desk.remove(id, by.getName());
    }
}
