package dev.chancery.simulated.openid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;

/**
 * Spring Authorization Server on a free port of this machine: a real provider with people, passwords, groups and a page to sign in,
 * without consent. One client may use it, Chancery.
 *
 * <pre>{@code
 * try (OpenIdProvider provider = OpenIdProvider.start()) {
 *     provider.person("rosa", "a password", "Rosa Reviewer", "ai-reviewers");
 *     // start Chancery with provider.settings(Map.of("reviewer", "ai-reviewers")), then
 *     provider.register("http://127.0.0.1:8080");
 * }
 * }</pre>
 */
public final class OpenIdProvider implements AutoCloseable {

    /** By which it knows Chancery. */
    public static final String CLIENT = "chancery";

    private final String secret = UUID.randomUUID().toString();
    private final People people = new People();
    private final String issuer;
    private final Path secretFile;
    private final ConfigurableApplicationContext context;

    private OpenIdProvider(int port) {
        issuer = "http://127.0.0.1:" + port;
        try {
            secretFile = Files.createTempFile("openid", ".secret");
            Files.writeString(secretFile, secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SpringApplication application = new SpringApplicationBuilder(ProviderConfiguration.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                // What lies on the class path is Chancery's.
                .properties("spring.config.location=optional:classpath:/no-settings/", "logging.level.root=WARN")
                .initializers(fresh -> {
                    fresh.getBeanFactory().registerSingleton("people", people);
                    fresh.getBeanFactory().registerSingleton("clients", clients("http://127.0.0.1:1"));
                    fresh.getBeanFactory().registerSingleton("issuer", new ProviderConfiguration.Issuer(issuer, port));
                })
                .build();
        context = application.run();
    }

    /** Starts it. */
    public static OpenIdProvider start() {
        return new OpenIdProvider(freePort());
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it stands in its tokens. */
    public String issuer() {
        return issuer;
    }

    /** Makes a person known, or known otherwise. */
    public void person(String user, String password, String name, String... groups) {
        people.put(user, password, name, List.of(groups));
    }

    /** Says where Chancery is, once that is known. On 127.0.0.1 any port may sign in; signing out needs the address as it is. */
    public void register(String chancery) {
        context.getBean(InMemoryRegisteredClientRepository.class).save(client(chancery));
    }

    /**
     * What a Chancery is to be started with, without dashes in front.
     *
     * @param roles which groups, with commas between, have which role, such as {@code ai-officer}
     */
    public List<String> settings(Map<String, String> roles) {
        List<String> settings = new ArrayList<>(List.of(
                "chancery.sign-in.openid.issuer=" + issuer,
                "chancery.sign-in.openid.client-id=" + CLIENT,
                "chancery.sign-in.openid.client-secret=file:" + secretFile,
                "chancery.sign-in.openid.name=Example Org"));
        roles.forEach((role, groups) -> settings.add("chancery.sign-in.openid.roles." + role + "=" + groups));
        return settings;
    }

    private InMemoryRegisteredClientRepository clients(String chancery) {
        return new InMemoryRegisteredClientRepository(client(chancery));
    }

    private RegisteredClient client(String chancery) {
        return RegisteredClient.withId(CLIENT)
                .clientId(CLIENT)
                .clientSecret("{noop}" + secret)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(chancery + "/sign-in/openid/return")
                .postLogoutRedirectUri(chancery + "/sign-in")
                .scope("openid")
                .scope("profile")
                .clientSettings(ClientSettings.builder()
                        .requireAuthorizationConsent(false)
                        .requireProofKey(true)
                        .build())
                .build();
    }

    @Override
    public void close() {
        context.close();
        try {
            Files.deleteIfExists(secretFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
