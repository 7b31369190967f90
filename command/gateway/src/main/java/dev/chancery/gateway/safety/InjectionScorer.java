package dev.chancery.gateway.safety;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Scores a text by signals that are written down here and nowhere else, so that the same text always gets the same score and
 * everybody can see why. A score is no probability, and a low one promises nothing: attacks that avoid these words are not
 * found, and harmless texts about such attacks are. It is meant to raise review and to narrow what may follow, never to be the
 * only thing that blocks.
 *
 * <p>Each signal has a weight; the score of a category is {@code 1 - Π(1 - weight)} over the signals that were seen, however often.
 * Repetitions in the patterns are bounded, so the time is linear in the text.
 *
 * <ul>
 *   <li>{@code prompt_injection}: sentences that are addressed to a model and would change what it does
 *   <li>{@code hidden_text}: characters that people do not see: zero-width, bidirectional controls, tags (U+E0000 …)
 *   <li>{@code exfiltration_link}: images and links that carry data in their address when they are shown, in Markdown or HTML
 *   <li>{@code encoded_payload}: long stretches of base64 or hex, which a model can read and a filter cannot
 * </ul>
 */
public final class InjectionScorer {

    /** Id of this scorer. */
    public static final String SCORER = "injection-signals";

    /** Grows when the same text would get another score. */
    public static final int VERSION = 1;

    /** A signal counts once; this many of its places are shown. */
    private static final int SPANS = 20;

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL | Pattern.MULTILINE;

    private record Signal(String category, String name, double weight, Pattern pattern) {}

    /**
     * A place in the text, in UTF-16 code units.
     *
     * @param signal what was seen there
     */
    public record Span(int start, int end, String signal) {}

    /** The score of a category, from 0 to below 1, and why. */
    public record Score(String category, double score, String scorer, int version, List<Span> spans) {
        public Score {
            spans = List.copyOf(spans);
        }
    }

    private static final String INJECTION = "prompt_injection";
    private static final String HIDDEN = "hidden_text";
    private static final String EXFILTRATION = "exfiltration_link";
    private static final String ENCODED = "encoded_payload";
    private static final List<String> CATEGORIES = List.of(INJECTION, HIDDEN, EXFILTRATION, ENCODED);

    /** Zero-width and bidirectional controls and tags; a joiner between two letters of a script that needs it is one or two. */
    private static final String UNSEEN =
            "[\\u200B-\\u200F\\u2060-\\u2064\\uFEFF\\u202A-\\u202E\\u2066-\\u2069\\x{E0000}-\\x{E007F}]";

    private static final Pattern UNSEEN_CHARACTERS = Pattern.compile(UNSEEN);

    private static final List<Signal> SIGNALS = List.of(
            injection(
                    "override",
                    0.75,
                    "\\b(ignore|disregard|forget|discard|bypass|override|do not follow|don.t follow|stop following"
                            + "|pay no attention to|neglect)\\b.{0,40}?\\b(all|any|every|previous|prior|above|earlier"
                            + "|preceding|foregoing|your|the|these|those|my|what)\\b.{0,30}?\\b(instructions?|directions?"
                            + "|directives?|prompts?|rules?|guidelines?|commands?|orders?|programming|training"
                            + "|restrictions?|policies|constraints?|(was|were) told|said)\\b"),
            injection(
                    "forget",
                    0.6,
                    "\\b(forget|disregard|ignore) (everything|all|anything|what) (above|before|you|i|that|prior|previously)\\b"),
            injection(
                    "new-task",
                    0.5,
                    "\\b(new|updated|real|actual|revised) (instructions?|task|directives?|system prompt|rules)( are| is)?"
                            + "\\s{0,3}[:-]|\\bfrom now on\\b.{0,40}\\b(you|your|answer|respond|act)\\b"
                            + "|\\bstarting now\\b.{0,30}\\byou\\b"),
            injection(
                    "role",
                    0.5,
                    "\\b(you are now|act as|pretend (to be|you are|that)|roleplay as|you will (act|play|behave) (as|like)"
                            + "|imagine you are|simulate being|you are about to (immerse|be)|assume the (role|persona))\\b"),
            injection(
                    "unlimited",
                    0.6,
                    "\\b(no|without( any)?|not bound by|free(d)? (from|of)|do not have( any)?|break(ing)? free of|has no) "
                            + "(content |ethical |moral |usual |typical )?(restrictions?|limitations?|filters?|guidelines"
                            + "|rules|censorship|boundaries|confines)\\b|\\bdo anything now\\b|\\bjailbr(o|ea)k"
                            + "|\\bdeveloper mode\\b|\\bunfiltered\\b.{0,30}\\b(answer|response|ai|mode)|\\bDAN\\b"),
            injection(
                    "secret",
                    0.55,
                    "\\b(reveal|print|show|tell me|give me|output|repeat|display|leak|disclose|share|what is|what.s|write"
                            + "|provide)\\b.{0,40}\\b(system prompt|hidden prompt|initial (prompt|instructions?)"
                            + "|your (instructions?|prompt|rules|guidelines|secret|password)|the (secret|password|key)\\b"
                            + "|secret key|secret word|confidential|text above|words above|sentence above|prompt above)"),
            injection(
                    "fake-turn",
                    0.65,
                    "^\\s{0,8}(#{1,6}\\s{0,3})?(\\[?/?(system|assistant|user|instructions?|inst|im_start|im_end)\\]?"
                            + "|<\\|?(system|im_start|im_end|assistant|user|endoftext)[^>]{0,40}\\|?>"
                            + "|</?(system|instructions?|prompt|important)>)\\s{0,3}[:\\]]?"
                            + "|\\[/?INST\\]|<<SYS>>|<\\|im_(start|end)\\|>"),
            injection(
                    "addressed",
                    0.5,
                    "\\b(important|urgent|attention|critical|note)\\b[!:\\s-]{1,4}.{0,30}\\b(ai|assistant|model|llm"
                            + "|language model|chatbot|agent|you must)\\b"
                            + "|\\b(dear|hey|hello|to the) (ai|assistant|model|llm|chatbot|agent)\\b"),
            injection(
                    "conceal",
                    0.6,
                    "\\b(do not|don.t|never|without) (tell|mention|inform|reveal|notify|show|let|telling|mentioning|informing"
                            + "|notifying)\\b.{0,25}\\b(user|human|anyone|operator|owner|person)\\b"),
            injection(
                    "act",
                    0.5,
                    "\\b(call|use|invoke|run|execute)\\b.{0,25}\\b(tool|function|command|shell|api)\\b.{0,60}"
                            + "\\b(send|post|upload|forward|delete|transfer|with the)\\b"
                            + "|\\b(send|forward|upload|post|email|exfiltrate)\\b.{0,60}\\b(to|at)\\b.{0,30}"
                            + "(https?://|\\S{1,40}@\\S|\\[EMAIL|\\[URL)"),
            injection(
                    "say-only",
                    0.4,
                    "\\b(only|just|simply) (say|respond|reply|output|print|answer|return|write)\\b"
                            + "|\\b(respond|reply|answer|say) (only )?(with|by saying) [\"'\\u201C]"
                            + "|\\bafter (that|this|you)\\b.{0,40}\\b(say|print|write|respond)\\b.{0,10}[\"'\\u201C]"),
            injection(
                    "authority",
                    0.45,
                    "\\b(i am|i.m|this is|as) (the|your|an?) (developer|administrator|admin|creator|openai|anthropic|system"
                            + "|owner|engineer)\\b|\\b(admin|administrator|sudo|root|debug|maintenance|god) (mode|override"
                            + "|access)\\b|\\bauthori[sz]ed\\b.{0,20}\\b(by|to)\\b.{0,20}\\b(reveal|bypass|ignore|access)"),
            new Signal(HIDDEN, "unseen-characters", 0.6, Pattern.compile("(" + UNSEEN + ".{0,3}?){4}", Pattern.DOTALL)),
            new Signal(HIDDEN, "reversed-text", 0.5, Pattern.compile("[\\u202D\\u202E]")),
            new Signal(HIDDEN, "tag-characters", 0.8, Pattern.compile("[\\x{E0020}-\\x{E007E}]{4}")),
            new Signal(
                    EXFILTRATION,
                    "image-with-query",
                    0.7,
                    Pattern.compile(
                            "!\\[[^\\]]{0,200}\\]\\(\\s{0,3}https?://[^)\\s]{1,500}[?&][^)\\s]{0,500}=", FLAGS)),
            new Signal(
                    EXFILTRATION,
                    "html-image-with-query",
                    0.7,
                    Pattern.compile(
                            "<img\\b[^>]{0,300}\\bsrc\\s{0,3}=\\s{0,3}[\"']?https?://[^\"'>\\s]{1,500}[?&]", FLAGS)),
            new Signal(
                    EXFILTRATION,
                    "address-to-fill",
                    0.6,
                    Pattern.compile(
                            "https?://[^\\s)\"'>]{1,300}(\\{[a-z_ ]{2,40}\\}|%7B|\\[(data|secret|token|conversation|history)\\])",
                            FLAGS)),
            new Signal(
                    EXFILTRATION,
                    "script-address",
                    0.6,
                    Pattern.compile("\\]\\(\\s{0,3}(javascript|data):|<(script|iframe)\\b", FLAGS)),
            new Signal(ENCODED, "base64", 0.4, Pattern.compile("[A-Za-z0-9+/]{160}")),
            new Signal(ENCODED, "hex", 0.3, Pattern.compile("\\b[0-9a-fA-F]{200}")));

    private InjectionScorer() {}

    private static Signal injection(String name, double weight, String pattern) {
        return new Signal(INJECTION, name, weight, Pattern.compile(pattern, FLAGS));
    }

    /** One score for each category, in a fixed order. Words are read as if characters that nobody sees were not there. */
    public static List<Score> score(String text) {
        VisibleText visible = VisibleText.of(text);
        return CATEGORIES.stream()
                .map(category -> score(category, text, visible))
                .toList();
    }

    private static Score score(String category, String text, VisibleText visible) {
        double innocent = 1;
        List<Span> spans = new ArrayList<>();
        for (Signal signal : SIGNALS) {
            if (signal.category.equals(category)) {
                List<Span> found = category.equals(HIDDEN)
                        ? places(signal, text).toList()
                        : places(signal, visible.text)
                                .map(span ->
                                        new Span(visible.start(span.start()), visible.end(span.end()), span.signal()))
                                .toList();
                if (!found.isEmpty()) {
                    innocent *= 1 - signal.weight;
                    spans.addAll(found);
                }
            }
        }
        spans.sort(Comparator.comparingInt(Span::start));
        return new Score(category, Math.round((1 - innocent) * 1_000) / 1_000.0, SCORER, VERSION, spans);
    }

    private static Stream<Span> places(Signal signal, String text) {
        return signal.pattern
                .matcher(text)
                .results()
                .limit(SPANS)
                .map(match -> new Span(match.start(), match.end(), signal.name));
    }

    /**
     * A text without the characters that nobody sees.
     *
     * @param places of its characters in the whole text; empty when nothing was left out
     */
    private record VisibleText(String text, int[] places) {

        static VisibleText of(String whole) {
            if (!UNSEEN_CHARACTERS.matcher(whole).find()) {
                return new VisibleText(whole, new int[0]);
            }
            StringBuilder seen = new StringBuilder(whole.length());
            int[] places = new int[whole.length()];
            int from = 0;
            Matcher unseen = UNSEEN_CHARACTERS.matcher(whole);
            while (unseen.find()) {
                from = copy(whole, from, unseen.start(), seen, places);
                from = unseen.end();
            }
            copy(whole, from, whole.length(), seen, places);
            return new VisibleText(seen.toString(), places);
        }

        private static int copy(String whole, int from, int to, StringBuilder seen, int[] places) {
            for (int i = from; i < to; i++) {
                places[seen.length()] = i;
                seen.append(whole.charAt(i));
            }
            return to;
        }

        int start(int at) {
            return places.length == 0 ? at : places[at];
        }

        int end(int at) {
            return places.length == 0 || at == 0 ? at : places[at - 1] + 1;
        }
    }
}
