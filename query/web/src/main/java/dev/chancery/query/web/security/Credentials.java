package dev.chancery.query.web.security;

/**
 * What proves an operator, without anything that opens a door.
 *
 * @param adminUser name at the sign-in page
 * @param adminPasswordHash as Spring Security's delegating encoder writes it: {@code {bcrypt}…}
 * @param apiTokenSha256 lower-case hex SHA-256 of the API token
 */
public record Credentials(String adminUser, String adminPasswordHash, String apiTokenSha256) {
    @Override
    public String toString() {
        return "Credentials[" + adminUser + "]";
    }
}
