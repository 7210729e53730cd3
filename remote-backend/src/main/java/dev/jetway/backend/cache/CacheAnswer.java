package dev.jetway.backend.cache;

import dev.jetway.kube.StreamedResponse;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/** An answer from what is known. */
record CacheAnswer(HttpFields headers, Content.Source body) implements StreamedResponse {
  static CacheAnswer of(Form form, Content.Source body, Optional<String> warning) {
    HttpFields.Mutable headers =
        HttpFields.build().put(HttpHeader.CONTENT_TYPE, form.contentType());
    warning.ifPresent(text -> headers.add(StaleWarning.HEADER, text));
    return new CacheAnswer(headers.asImmutable(), body);
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public void cancel(Throwable cause) {
    body.fail(cause);
  }
}
