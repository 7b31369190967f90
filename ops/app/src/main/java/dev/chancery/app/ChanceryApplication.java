package dev.chancery.app;

import dev.chancery.gateway.GatewayLimits;
import dev.chancery.gateway.privacy.PrivacySettings;
import dev.chancery.gateway.tools.ToolSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Starts Chancery. */
@SpringBootApplication
@EnableConfigurationProperties({ChancerySettings.class, GatewayLimits.class, PrivacySettings.class, ToolSettings.class})
public class ChanceryApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ChanceryApplication.class, arguments);
    }
}
