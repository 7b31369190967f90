package dev.chancery.gateway.webhooks;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what came of telling other systems of decisions. */
@RestController
public final class WebhooksApi {

    private final Webhooks webhooks;

    public WebhooksApi(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @GetMapping("/api/webhooks")
    public Webhooks.Standing standing() {
        return webhooks.standing();
    }
}
