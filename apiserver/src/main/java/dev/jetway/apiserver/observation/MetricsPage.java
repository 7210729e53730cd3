package dev.jetway.apiserver.observation;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Shows a registry in the format that Prometheus asks for. */
public final class MetricsPage {
  private final PrometheusRegistry registry;
  private final ExpositionFormats formats = ExpositionFormats.init();

  /** Shows this registry. */
  public MetricsPage(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Answers a scrape. */
  public void answer(Request request, Response response, Callback callback) {
    ExpositionFormatWriter writer = formats.findWriter(request.getHeaders().get(HttpHeader.ACCEPT));
    ByteArrayOutputStream page = new ByteArrayOutputStream(16 * 1024);
    try {
      writer.write(page, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, writer.getContentType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, page.size());
    response.write(true, ByteBuffer.wrap(page.toByteArray()), callback);
  }
}
