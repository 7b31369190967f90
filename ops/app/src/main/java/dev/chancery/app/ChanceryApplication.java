package dev.chancery.app;

import dev.chancery.app.cli.Cli;
import dev.chancery.gateway.GatewayLimits;
import dev.chancery.gateway.privacy.CapsuleSettings;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.sandbox.SandboxSettings;
import dev.chancery.gateway.tools.ToolSettings;
import dev.chancery.gateway.webhooks.WebhookSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Starts Chancery. */
@SpringBootApplication
@EnableConfigurationProperties({
    ChancerySettings.class,
    CapsuleSettings.class,
    GatewayLimits.class,
    PrivacySettings.class,
    SandboxSettings.class,
    ToolSettings.class,
    WebhookSettings.class
})
public class ChanceryApplication {

    private static final Logger LOG = LoggerFactory.getLogger(ChanceryApplication.class);

    public static void main(String[] arguments) {
        if (Cli.isMeant(arguments)) {
            System.exit(Cli.run(arguments));
        }
        SpringApplication.run(ChanceryApplication.class, arguments);
    }

    /** The one line that a newcomer looks for. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> ready(ChancerySettings settings, Environment environment) {
        return event -> LOG.info(
                "Chancery is ready at http://{}:{}. Its home is {}; first secrets, if you have not taken them: first-run.json there",
                environment.getProperty("server.address"),
                environment.getProperty("local.server.port"),
                settings.home());
    }
}
