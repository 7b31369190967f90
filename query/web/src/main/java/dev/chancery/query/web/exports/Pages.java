package dev.chancery.query.web.exports;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolverComposite;
import org.springframework.web.method.support.InvocableHandlerMethod;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ServletRequestDataBinderFactory;

/** The answers of one method of the API to one request: the page that is asked for, and those that follow it. */
final class Pages {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final InvocableHandlerMethod method;
    private final @Nullable String cursor;

    Pages(
            HandlerMethod method,
            HttpServletRequest request,
            HttpServletResponse response,
            RequestMappingHandlerAdapter adapter) {
        this.request = request;
        this.response = response;
        this.method = new InvocableHandlerMethod(method);
        HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();
        if (adapter.getArgumentResolvers() != null) {
            resolvers.addResolvers(adapter.getArgumentResolvers());
        }
        WebDataBinderFactory binders = new ServletRequestDataBinderFactory(null, adapter.getWebBindingInitializer());
        this.method.setHandlerMethodArgumentResolvers(resolvers);
        this.method.setDataBinderFactory(binders);
        this.method.setParameterNameDiscoverer(new DefaultParameterNameDiscoverer());
        this.cursor = Arrays.stream(method.getMethod().getParameters())
                .map(Parameter::getName)
                .filter(name -> name.equals("before") || name.equals("after"))
                .findFirst()
                .orElse(null);
    }

    /** Name of the parameter that leads to another page; null when there is none. */
    @Nullable
    String cursor() {
        return cursor;
    }

    /**
     * A page.
     *
     * @param at where it begins; null for the one that the request asks for
     */
    @Nullable
    Object page(@Nullable String at) throws Exception {
        HttpServletRequest asked = at == null || cursor == null ? request : with(cursor, at);
        Object answer = method.invokeForRequest(new ServletWebRequest(asked, response), new ModelAndViewContainer());
        return answer instanceof ResponseEntity<?> entity ? entity.getBody() : answer;
    }

    /** Where the page after this one begins; null when this is the last one. */
    @Nullable
    String next(Object page) {
        if (cursor == null || !page.getClass().isRecord()) {
            return null;
        }
        for (RecordComponent component : page.getClass().getRecordComponents()) {
            if (component.getName().equals("next")) {
                Object next = Listing.read(component, page);
                return next == null ? null : next.toString();
            }
        }
        return null;
    }

    private HttpServletRequest with(String name, String value) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public @Nullable String getParameter(String asked) {
                return asked.equals(name) ? value : super.getParameter(asked);
            }

            @Override
            public String @Nullable [] getParameterValues(String asked) {
                return asked.equals(name) ? new String[] {value} : super.getParameterValues(asked);
            }

            @Override
            public Map<String, String[]> getParameterMap() {
                Map<String, String[]> all = new HashMap<>(super.getParameterMap());
                all.put(name, new String[] {value});
                return Collections.unmodifiableMap(all);
            }
        };
    }
}
