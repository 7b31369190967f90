package dev.chancery.query.web;

import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/**
 * The read API, the console and their security. It needs beans of Axon's {@code QueryGateway} and {@code CommandGateway},
 * the ports {@code EventLog} and {@code ContentStore}, {@link dev.chancery.query.web.security.Credentials} and a {@link Sanitiser}.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class QueryWeb {

    @Bean
    SecureRandom webRandom() {
        return new SecureRandom();
    }
}
