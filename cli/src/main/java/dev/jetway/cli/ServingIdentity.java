package dev.jetway.cli;

import dev.jetway.certs.CertificateStore;
import dev.jetway.certs.DirectoryCertificateStore;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.certs.PemFiles;
import dev.jetway.certs.ReloadableKeyManager;
import dev.jetway.certs.RotatingServingCertificate;
import dev.jetway.certs.RotationPolicy;
import dev.jetway.certs.RotationPolicy.Publication;
import dev.jetway.certs.ServerNames;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.SecretCertificateStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The certificate that a process serves with, kept fresh, from any {@link CertificateSource}.
 *
 * @param keys what TLS serves; replaced when the certificate is
 * @param rotation tells of each new bundle, and hears which one clients have
 */
record ServingIdentity(ReloadableKeyManager keys, Rotation rotation) implements AutoCloseable {

  /** How the certificate changes. */
  interface Rotation extends AutoCloseable {
    /** Hears of the bundle that clients are to trust, now and whenever it changes. */
    void onBundle(Consumer<String> listener);

    /** Clients have this bundle. */
    void published(String bundle);

    @Override
    void close();
  }

  /**
   * Opens a source.
   *
   * @param name start of the names of authorities that are made
   * @param publication how clients of this process come by its bundle
   * @param account owns a Secret that is made
   */
  static ServingIdentity open(
      CertificateSource source,
      String name,
      List<String> names,
      Publication publication,
      ApiServerClient client,
      OwnAccount account) {
    return switch (source) {
      case CertificateSource.Files files -> ofFiles(files);
      case CertificateSource.Secret(ObjectName secret) ->
          rotating(
              new SecretCertificateStore(
                  client, secret.namespace(), secret.name(), account.ownerIn(secret.namespace())),
              name,
              names,
              publication);
      case CertificateSource.Directory(Path directory) ->
          rotating(new DirectoryCertificateStore(directory), name, names, publication);
    };
  }

  @Override
  public void close() {
    rotation.close();
  }

  private static ServingIdentity rotating(
      CertificateStore store, String name, List<String> names, Publication publication) {
    RotatingServingCertificate certificate =
        RotatingServingCertificate.open(
            name,
            ServerNames.of(names),
            RotationPolicy.defaults(publication),
            store,
            Clock.systemUTC(),
            RandomGenerator.getDefault());
    ReloadableKeyManager keys = new ReloadableKeyManager(certificate.current().material());
    certificate.addListener(changed -> keys.replace(changed.material()));
    return new ServingIdentity(keys, new Rotating(certificate));
  }

  private static ServingIdentity ofFiles(CertificateSource.Files files) {
    ReloadableKeyManager keys =
        new ReloadableKeyManager(KeyMaterial.read(files.certificate(), files.key()));
    return new ServingIdentity(keys, FromFiles.open(files, keys));
  }

  private record Rotating(RotatingServingCertificate certificate) implements Rotation {
    @Override
    public void onBundle(Consumer<String> listener) {
      certificate.addListener(changed -> listener.accept(changed.bundle()));
    }

    @Override
    public void published(String bundle) {
      certificate.published(bundle);
    }

    @Override
    public void close() {
      certificate.close();
    }
  }

  /** Whoever replaces the files knows when clients trust them. */
  private static final class FromFiles implements Rotation {
    private final PemFiles files;
    private final AtomicReference<String> bundle;
    private final List<Consumer<String>> listeners;

    private FromFiles(
        PemFiles files, AtomicReference<String> bundle, List<Consumer<String>> listeners) {
      this.files = files;
      this.bundle = bundle;
      this.listeners = listeners;
    }

    static FromFiles open(CertificateSource.Files source, ReloadableKeyManager keys) {
      AtomicReference<String> bundle = new AtomicReference<>("");
      List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
      PemFiles files =
          PemFiles.watch(
              List.of(source.certificate(), source.key(), source.authorities()),
              PemFiles.DEFAULT_PERIOD,
              contents -> {
                keys.replace(KeyMaterial.parse(contents.get(0), contents.get(1)));
                bundle.set(contents.get(2));
                listeners.forEach(listener -> listener.accept(contents.get(2)));
              });
      return new FromFiles(files, bundle, listeners);
    }

    @Override
    public void onBundle(Consumer<String> listener) {
      listeners.add(listener);
      listener.accept(bundle.get());
    }

    @Override
    public void published(String published) {
      // nothing waits for it
    }

    @Override
    public void close() {
      files.close();
    }
  }
}
