package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A record says all that it holds when it is written into a log, so one that holds a secret says itself what it says. */
class SecretsInWordsTest {

    private static final Pattern SECRET =
            Pattern.compile("(?i)bearer|codes|.*(password|passwordHash|secret|secretKey|apiKey|recoveryCodes)");

    /** These hold where a secret is, {@code env:NAME} or {@code file:PATH}, and never itself. */
    private static final Set<String> PLACES = Set.of(
            "dev.chancery.decisions.policy.Policy$Deployment",
            "dev.chancery.decisions.policy.Policy$Upstream$Remote",
            "dev.chancery.gateway.webhooks.WebhookSettings$Endpoint",
            "dev.chancery.gateway.privacy.CapsuleSettings");

    private static boolean holdsSecrets(Class<?> type) {
        // Those of tests are made up.
        return type.isRecord()
                && !type.getName().contains("Test$")
                && Arrays.stream(type.getRecordComponents())
                        .filter(part -> part.getType() == String.class || part.getType() == List.class)
                        .anyMatch(part -> SECRET.matcher(part.getName()).matches());
    }

    /** Whether {@code toString} is the one that the compiler makes of all components. */
    private static boolean saysAll(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(file)) {
            return ClassFile.of().parse(bytes.readAllBytes()).methods().stream()
                    .filter(method -> method.methodName().equalsString("toString")
                            && method.methodType().equalsString("()Ljava/lang/String;"))
                    .anyMatch(SecretsInWordsTest::isOfTheCompiler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfTheCompiler(MethodModel method) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(InvokeDynamicInstruction.class::isInstance)
                .map(InvokeDynamicInstruction.class::cast)
                .anyMatch(call ->
                        call.bootstrapMethod().owner().descriptorString().equals("Ljava/lang/runtime/ObjectMethods;"));
    }

    @Test
    void aRecordThatHoldsASecretDoesNotSayIt() {
        // when
        List<? extends Class<?>> holders = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.chancery").stream()
                        .map(JavaClass::reflect)
                        .filter(SecretsInWordsTest::holdsSecrets)
                        .toList();

        // then
        assertThat(holders).hasSizeGreaterThan(8);
        assertThat(holders)
                .filteredOn(type -> !PLACES.contains(type.getName()))
                .filteredOn(SecretsInWordsTest::saysAll)
                .isEmpty();
    }
}
