package dev.chancery.query.web.console;

import java.util.Set;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.dialect.AbstractProcessorDialect;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.IProcessor;
import org.thymeleaf.processor.element.AbstractElementTagProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.templatemode.TemplateMode;

/**
 * Takes from each page the links that would be refused to the person who reads it: the words of a link stay, one that looks like a
 * button goes. So a template may name each page, and need not know who opens it. Forms are left to the templates, since what stands
 * around one goes with it.
 */
@Component
final class Links extends AbstractProcessorDialect {

    /** After all of Thymeleaf's own, so that the address is there. */
    private static final int LAST = 10_000;

    Links() {
        super("links", null, LAST);
    }

    @Override
    public Set<IProcessor> getProcessors(String prefix) {
        return Set.of(new Link());
    }

    private static final class Link extends AbstractElementTagProcessor {

        Link() {
            super(TemplateMode.HTML, null, "a", false, "href", false, LAST);
        }

        @Override
        protected void doProcess(
                ITemplateContext context, IProcessableElementTag tag, IElementTagStructureHandler structure) {
            String address = tag.getAttributeValue("href");
            if (address == null
                    || !address.startsWith("/")
                    || !(context.getVariable("may") instanceof May may)
                    || may.get(address)) {
                return;
            }
            String kind = tag.getAttributeValue("class");
            if (kind != null && Set.of(kind.split(" ")).contains("button")) {
                structure.removeElement();
            } else {
                structure.removeAttribute("href");
            }
        }
    }
}
