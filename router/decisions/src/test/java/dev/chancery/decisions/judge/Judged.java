package dev.chancery.decisions.judge;

import dev.chancery.decisions.Sample;
import dev.chancery.decisions.policy.Policy;
import dev.chancery.decisions.policy.PolicyDocument;

/** The sample policy with a judged workflow {@code letters}: cloud/large and cloud/small write, {@code cloud/judge} judges. */
public final class Judged {

    public static final String JUDGE =
            "{\"deployment\": \"cloud/judge\", \"otherVendor\": true, \"attempts\": 2, \"revisions\": 1,"
                    + " \"maxOutputTokens\": 500}";

    public static final String DOCUMENT = document(JUDGE);
    public static final Policy POLICY = PolicyDocument.parse(DOCUMENT);

    private Judged() {}

    public static String document(String judge) {
        return Sample.DOCUMENT
                .replace(
                        "\"deployments\": [\n    {\"id\": \"cloud/large\",",
                        "\"deployments\": [\n    {\"id\": \"cloud/judge\", \"provider\": \"gemini\", \"model\": \"models/judge\", \"tier\":"
                                + " \"architect\", \"location\": \"cloud\", \"inputPrice\": \"1\", \"outputPrice\": \"2\","
                                + " \"contextTokens\": 128000, \"maxOutputTokens\": 4000, \"tools\": false, \"timeoutMillis\": 60000},\n"
                                + "    {\"id\": \"cloud/large\", \"vendor\": \"Acme\",")
                .replace(
                        "{\"dimension\": \"length\", \"maxLength\": 200}\n    ]}",
                        "{\"dimension\": \"length\", \"maxLength\": 200}\n    ], \"dimensions\": ["
                                + "{\"dimension\": \"correct\", \"description\": \"True.\", \"weight\": 3, \"threshold\": 4},"
                                + "{\"dimension\": \"tone\", \"description\": \"Kind.\", \"weight\": 1, \"threshold\": 2}],"
                                + " \"minimum\": 70, \"judge\": " + judge + "}");
    }
}
