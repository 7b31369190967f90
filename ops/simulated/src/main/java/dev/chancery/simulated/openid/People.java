package dev.chancery.simulated.openid;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** The people whom the provider knows. */
final class People implements UserDetailsService {

    private final Map<String, Person> all = new ConcurrentHashMap<>();

    record Person(String password, String name, List<String> groups) {
        @Override
        public String toString() {
            return "Person[" + name + "]";
        }
    }

    void put(String user, String password, String name, List<String> groups) {
        all.put(user, new Person(password, name, groups));
    }

    Person find(String user) {
        return all.get(user);
    }

    @Override
    public UserDetails loadUserByUsername(String user) {
        Person person = all.get(user);
        if (person == null) {
            throw new UsernameNotFoundException("unknown");
        }
        return User.withUsername(user).password("{noop}" + person.password()).build();
    }
}
