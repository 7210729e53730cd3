package dev.jetway.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** What the server says of itself: the index, its version, and that it has no core API. */
@Path("/")
public final class ServerRequests {
  private final CurrentDocuments documents;
  private final VersionInfo version;

  /** Serves the documents of the moment. */
  @Inject
  public ServerRequests(CurrentDocuments documents, VersionInfo version) {
    this.documents = documents;
    this.version = version;
  }

  /** The paths that there are. */
  @GET
  public Response index() {
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    ArrayNode paths = index.putArray("paths");
    documents.get().paths().forEach(paths::add);
    return DocumentAnswer.plain(TaggedDocument.of(index));
  }

  /** Which version of what this is. */
  @GET
  @Path("version")
  public Response version() {
    return DocumentAnswer.plain(TaggedDocument.of(version.toJson()));
  }

  /** No versions of the core API. */
  @GET
  @Path("api")
  public Response coreVersions() {
    ObjectNode versions = JsonNodeFactory.instance.objectNode().put("kind", "APIVersions");
    versions.putArray("versions");
    versions.putArray("serverAddressByClientCIDRs");
    return DocumentAnswer.plain(TaggedDocument.of(versions));
  }
}
