package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.backend.view.Translation.NeedsCurrent;
import dev.jetway.backend.view.Translation.Translated;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * The body of a write in the provider's view. Only the metadata is changed, in place; duplicate and
 * unknown fields, numbers, order and YAML stay as they were written, for the provider to judge.
 *
 * <p>Thread-safe; every body that is passed in is consumed.
 *
 * @param scope whose view it is; its namespace is that of the request's path
 * @param name the object's name in the request's path, empty for a create
 * @param subresource empty if the object itself is written; labels are only set there
 */
public record WriteView(ViewScope scope, String name, String subresource) {
  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  private static final String JSON_PATCH = "application/json-patch+json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String APPLY_PATCH = "application/apply-patch+yaml";

  /**
   * The provider's body of a create or update.
   *
   * <p>A create with {@code generateName} gets no name label, as the name is not known yet; unless
   * the provider's name is made of it: then it is made here.
   *
   * @param contentType the header's value; empty means JSON
   * @param generator makes a name that begins with a {@code generateName}
   * @throws StatusException 400 if the body cannot be read or names another namespace, 415 if it is
   *     neither JSON nor YAML, 422 if its owner references are none
   */
  public Translated object(ByteBuffer body, String contentType, UnaryOperator<String> generator) {
    byte[] bytes = bytes(body);
    ProviderMetadata view =
        name.isEmpty() ? ProviderMetadata.ofCreate(scope, generator) : ofObject();
    byte[] translated =
        switch (mediaType(contentType)) {
          case JSON, "" -> JsonBody.parse(bytes, JsonBody.UNRECOGNIZED).withMetadata(view, true);
          case YAML -> yaml(bytes, view);
          default -> throw unsupported(JSON + ", " + YAML);
        };
    return translated(translated, contentType, view);
  }

  /**
   * The provider's body of a patch.
   *
   * @throws StatusException as {@link #object}; 415 for a strategic merge patch, too, which custom
   *     resources do not have
   */
  public Translation patch(ByteBuffer body, String contentType) {
    byte[] bytes = bytes(body);
    return switch (mediaType(contentType)) {
      case JSON_PATCH -> JsonPatchBody.parse(bytes, scope, name).translate();
      case MERGE_PATCH -> mergePatch(bytes);
      case APPLY_PATCH -> {
        ProviderMetadata view = ofObject();
        yield translated(yaml(bytes, view), contentType, view);
      }
      default -> throw unsupported(String.join(", ", JSON_PATCH, MERGE_PATCH, APPLY_PATCH));
    };
  }

  /** YAML, of which JSON is the part that is edited without understanding YAML. */
  private static byte[] yaml(byte[] bytes, ProviderMetadata view) {
    return JsonBody.isJson(bytes)
        ? JsonBody.parse(bytes, JsonBody.UNRECOGNIZED).withMetadata(view, true)
        : YamlBody.parse(bytes).withMetadata(view);
  }

  private static Translated translated(byte[] body, String contentType, ProviderMetadata view) {
    return new Translated(ByteBuffer.wrap(body), contentType, view.bodyName(), view.isGenerated());
  }

  private ProviderMetadata ofObject() {
    return ProviderMetadata.ofObject(scope, name, subresource.isEmpty());
  }

  private Translation mergePatch(byte[] bytes) {
    JsonBody patch = JsonBody.parse(bytes, JsonBody.UNDECODED);
    return subresource.isEmpty() && patch.removesAll()
        ? new NeedsCurrent(current -> mergePatch(patch, metadata(bytes(current))))
        : mergePatch(patch, Json.NODES.objectNode());
  }

  private Translated mergePatch(JsonBody patch, JsonNode current) {
    ProviderMetadata view =
        ProviderMetadata.ofMergePatch(scope, name, subresource.isEmpty(), current);
    return translated(patch.withMetadata(view, false), MERGE_PATCH, view);
  }

  private static JsonNode metadata(byte[] object) {
    return Json.parse(object).orElseGet(Json.NODES::objectNode).path("metadata");
  }

  static byte[] bytes(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  private static StatusException unsupported(String accepted) {
    return new StatusException(
        Status.of(
            415,
            "the body of the request was in an unknown format - accepted media types include: "
                + accepted));
  }
}
