package dev.chancery.query.web;

import dev.chancery.query.web.usage.UsageImports;
import jakarta.servlet.MultipartConfigElement;
import java.security.SecureRandom;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The read API, the console and their security. It needs beans of Axon's {@code QueryGateway} and {@code CommandGateway},
 * the ports {@code EventLog} and {@code ContentStore}, {@link dev.chancery.query.web.security.Accounts},
 * {@link dev.chancery.query.web.security.AgentKeys}, a {@link Sanitiser} and an {@link Unsealing}.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class QueryWeb implements WebMvcConfigurer {

    private static final int LARGEST_FILE = UsageImports.MAX_BYTES + (1 << 20);

    /** So that {@code state=held} and {@code by=agent} mean what they say. */
    @Override
    public void addFormatters(FormatterRegistry registry) {
        ApplicationConversionService.addApplicationConverters(registry);
    }

    /**
     * A form's file is kept in memory and never in a temporary file, as it may name people. One that is a little too large gets
     * through to where it is told how large one may be.
     */
    @Bean
    MultipartConfigElement multipart() {
        return new MultipartConfigElement("", LARGEST_FILE, LARGEST_FILE, LARGEST_FILE);
    }

    /** Read only where something asks for it: on most paths nothing does. */
    @Bean
    StandardServletMultipartResolver multipartResolver() {
        StandardServletMultipartResolver resolver = new StandardServletMultipartResolver();
        resolver.setResolveLazily(true);
        return resolver;
    }

    @Bean
    SecureRandom webRandom() {
        return new SecureRandom();
    }
}
