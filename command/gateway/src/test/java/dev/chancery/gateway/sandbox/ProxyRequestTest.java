package dev.chancery.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.decisions.policy.Destination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRequestTest {

    @Test
    void readsATunnel() {
        assertThat(ProxyRequest.of("CONNECT Api.example.com:443 HTTP/1.1\r\nHost: elsewhere.example.com:80"))
                .isEqualTo(new ProxyRequest.Tunnel(new Destination("api.example.com", 443)));
    }

    @Test
    void passesAPlainRequestOnAsTheDestinationsOwn() {
        assertThat(ProxyRequest.of("POST http://api.example.com:8080/a?b=c HTTP/1.1\r\nHost: elsewhere.example.com\r\n"
                        + "Accept:\ttext/plain\r\nProxy-Authorization: Basic eDp5\r\nproxy-connection: keep-alive\r\n"
                        + "Connection: keep-alive\r\nContent-Length: 2"))
                .isEqualTo(new ProxyRequest.Plain(
                        new Destination("api.example.com", 8080),
                        "POST /a?b=c HTTP/1.1\r\nHost: api.example.com:8080\r\nAccept: text/plain\r\n"
                                + "Content-Length: 2\r\nConnection: close\r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.example.com, api.example.com, 80, /",
        "HTTP://API.example.com/, api.example.com, 80, /",
        "http://api.example.com?a=b, api.example.com, 80, /?a=b",
        "http://[2001:db8::7]/x, 2001:db8:0:0:0:0:0:7, 80, /x",
        "http://127.0.0.1:81//x, 127.0.0.1, 81, //x",
    })
    void readsWhereAnAddressLeads(String address, String host, int port, String path) {
        // when
        ProxyRequest request = ProxyRequest.of("GET " + address + " HTTP/1.1");
        // then
        assertThat(request).isInstanceOf(ProxyRequest.Plain.class);
        assertThat(((ProxyRequest.Plain) request).to()).isEqualTo(new Destination(host, port));
        assertThat(((ProxyRequest.Plain) request).head()).startsWith("GET " + path + " HTTP/1.1\r\nHost: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1",
                "GET https://api.example.com/ HTTP/1.1",
                "GET ftp://api.example.com/ HTTP/1.1",
                "GET http:///path HTTP/1.1",
                "GET http://user@api.example.com/ HTTP/1.1",
                "GET http://user:secret@api.example.com/ HTTP/1.1",
                "GET http://api.example.com:0/ HTTP/1.1",
                "GET http://api.example.com/ HTTP/2.0",
                "GET http://api.example.com/ HTTP/1.1\r\nno field",
                "GET http://api.example.com/ HTTP/1.1\r\nA: b\nHost: c",
                "GET http://api.example.com/ HTTP/1.1\r\n folded: x",
                "get http://api.example.com/ HTTP/1.1",
                "CONNECT api.example.com HTTP/1.1",
                "CONNECT user@api.example.com:443 HTTP/1.1",
                "CONNECT http://api.example.com:443 HTTP/1.1",
                "CONNECT *:443 HTTP/1.1",
                "\u0016\u0003\u0001"
            })
    void refusesWhatIsNoRequestToAProxy(String head) {
        assertThat(ProxyRequest.of(head)).isInstanceOf(ProxyRequest.Unusable.class);
    }
}
