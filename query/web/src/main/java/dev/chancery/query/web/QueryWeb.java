package dev.chancery.query.web;

import java.security.SecureRandom;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The read API, the console and their security. It needs beans of Axon's {@code QueryGateway} and {@code CommandGateway},
 * the ports {@code EventLog} and {@code ContentStore}, {@link dev.chancery.query.web.security.Credentials} and a {@link Sanitiser}.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class QueryWeb implements WebMvcConfigurer {

    /** So that {@code state=held} and {@code by=agent} mean what they say. */
    @Override
    public void addFormatters(FormatterRegistry registry) {
        ApplicationConversionService.addApplicationConverters(registry);
    }

    @Bean
    SecureRandom webRandom() {
        return new SecureRandom();
    }
}
