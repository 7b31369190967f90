package dev.chancery.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads members of a body. A member that is not what it must be ends the request with an error that names it. */
public final class Members {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:/-]{1,128}");

    private Members() {}

    /** Text of whole characters. */
    public static String text(JsonNode node, String at) throws ApiError.Raised {
        if (!node.isString()) {
            throw bad("'" + at + "' must be a string.", at);
        }
        String text = node.stringValue();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 'x')) {
                    throw bad("'" + at + "' holds half a character (a lone surrogate). Send whole ones.", at);
                }
                i++;
            }
        }
        return text;
    }

    /** Names of functions are kept as they are, so they must be names and not words. */
    public static String name(JsonNode node, String at) throws ApiError.Raised {
        String name = text(node, at);
        if (!NAME.matcher(name).matches()) {
            throw bad("'" + at + "' must have 1 to 128 letters, digits or _ - . : /", at);
        }
        return name;
    }

    /** The name of a model. */
    public static String model(JsonNode root) throws ApiError.Raised {
        String model = text(root.path("model"), "model");
        if (model.isBlank() || model.length() > 200) {
            throw bad("'model' must be a name that GET /v1/models lists.", "model");
        }
        return model;
    }

    /** A list of conversation turns: at least one. */
    public static JsonNode messages(JsonNode root, int limit) throws ApiError.Raised {
        JsonNode array = root.path("messages");
        if (!array.isArray() || array.isEmpty()) {
            throw bad("'messages' must be a list of at least one message.", "messages");
        }
        if (array.size() > limit) {
            throw bad("'messages' has " + array.size() + " messages and may have " + limit + ".", "messages");
        }
        return array;
    }

    /** A list of tools, or absent. */
    public static JsonNode tools(JsonNode root, int limit) throws ApiError.Raised {
        JsonNode array = root.path("tools");
        requireList(array, "tools");
        if (array.size() > limit) {
            throw bad("'tools' has " + array.size() + " tools and may have " + limit + ".", "tools");
        }
        return array;
    }

    /** Texts before which an answer ends: a list of at most 16, or absent. */
    public static List<String> stops(JsonNode root, String field) throws ApiError.Raised {
        JsonNode stop = root.path(field);
        if (isAbsent(stop)) {
            return List.of();
        }
        if (!stop.isArray() || stop.size() > 16) {
            throw bad("'" + field + "' must be a list of at most 16 strings.", field);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : stop) {
            texts.add(text(text, field));
        }
        return texts;
    }

    public static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    public static void requireList(JsonNode node, String at) throws ApiError.Raised {
        if (!node.isArray() && !isAbsent(node)) {
            throw bad("'" + at + "' must be a list.", at);
        }
    }

    /** A member that is an object or absent. */
    public static JsonNode object(JsonNode parent, String field, String before) throws ApiError.Raised {
        JsonNode node = parent.path(field);
        if (!node.isObject() && !isAbsent(node)) {
            throw bad("'" + before + field + "' must be an object.", before + field);
        }
        return node;
    }

    /** A member that is true, false or absent, which is false. */
    public static boolean bool(JsonNode root, String field) throws ApiError.Raised {
        JsonNode node = root.path(field);
        if (isAbsent(node)) {
            return false;
        }
        if (!node.isBoolean()) {
            throw bad("'" + field + "' must be true or false.", field);
        }
        return node.booleanValue();
    }

    public static @Nullable Integer integer(JsonNode root, String field, int least, int most) throws ApiError.Raised {
        JsonNode node = root.path(field);
        if (isAbsent(node)) {
            return null;
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < least || node.intValue() > most) {
            throw bad("'" + field + "' must be a whole number from " + least + " to " + most + ".", field);
        }
        return node.intValue();
    }

    public static @Nullable Double number(JsonNode root, String field, double least, double most)
            throws ApiError.Raised {
        JsonNode node = root.path(field);
        if (isAbsent(node)) {
            return null;
        }
        if (!node.isNumber() || node.doubleValue() < least || node.doubleValue() > most) {
            throw bad("'" + field + "' must be a number from " + least + " to " + most + ".", field);
        }
        return node.doubleValue();
    }

    /** What an unsupported kind of content is answered with. */
    public static ApiError.Raised unsupported(String whole, String type, String at) {
        return bad(
                whole + " of type '" + (type.length() <= 40 ? type : type.substring(0, 40) + "…")
                        + "' are not supported: personal data in them could not be seen. Send text.",
                at);
    }

    /** The request is wrong at a place of its body. */
    public static ApiError.Raised bad(String message, @Nullable String param) {
        return new ApiError.Raised(ApiError.badInput(message, param));
    }
}
