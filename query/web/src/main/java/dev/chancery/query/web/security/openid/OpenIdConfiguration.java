package dev.chancery.query.web.security.openid;

import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.security.Accounts;
import dev.chancery.query.web.security.Entrance;
import dev.chancery.query.web.security.Visits;
import dev.chancery.query.web.security.WayIn;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The way in by a provider, where one is configured; nothing else. */
@Configuration(proxyBeanMethods = false)
@Conditional(OpenIdConfiguration.Configured.class)
@EnableConfigurationProperties(OpenIdSettings.class)
public class OpenIdConfiguration {

    @Bean
    WayIn openId(
            OpenIdSettings settings,
            Accounts accounts,
            AccountSecrets secrets,
            EventLog log,
            Desk desk,
            Visits visits,
            Entrance entrance,
            InstantSource clock) {
        Admission admission = new Admission(
                settings,
                accounts,
                log,
                command -> desk.act(command, Admission.BY),
                (account, cause) -> visits.refused(account, SignInMethod.OPENID, cause),
                secrets,
                clock);
        return new OpenIdSignIn(
                settings,
                new Provider(settings, clock),
                admission,
                (account, request, response) -> entrance.enter(account, SignInMethod.OPENID, request, response));
    }

    /** Anything under the prefix is meant: what is missing there is said, not guessed. */
    static final class Configured implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Binder.get(context.getEnvironment())
                    .bind(OpenIdSettings.PREFIX, Bindable.mapOf(String.class, Object.class))
                    .isBound();
        }
    }
}
