package dev.jetway.kube;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A kubeconfig, read by kubectl's rules. What would weaken the connection or act as somebody else
 * is refused, never ignored: {@code insecure-skip-tls-verify}, passwords, {@code as}. Exec plugins
 * are run, without a terminal, for their token.
 */
public final class Kubeconfig {
  private final KubeconfigSection root;
  private final Optional<Path> folder;

  private Kubeconfig(KubeconfigSection root, Optional<Path> folder) {
    this.root = root;
    this.folder = folder;
  }

  /**
   * The endpoint of a context of a file. Relative paths in it start at its folder.
   *
   * @param context empty for the current one
   * @throws InvalidKubeconfigException if it cannot be read or used
   */
  public static ApiServerEndpoint load(Path file, Optional<String> context) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Path folder = file.toAbsolutePath().normalize().getParent();
      return new Kubeconfig(read("kubeconfig " + file, text), Optional.ofNullable(folder))
          .endpoint(context);
    } catch (IOException e) {
      throw new InvalidKubeconfigException("could not read kubeconfig " + file + ": " + e, e);
    }
  }

  /**
   * The endpoint of a context of a kubeconfig that came from elsewhere, such as a Secret: it must
   * hold everything itself. Files that it names would be this machine's, and are refused.
   *
   * @param context empty for the current one
   * @throws InvalidKubeconfigException if it cannot be used
   */
  public static ApiServerEndpoint parse(String text, Optional<String> context) {
    return new Kubeconfig(read("kubeconfig", text), Optional.empty()).endpoint(context);
  }

  private static KubeconfigSection read(String what, String text) {
    try {
      Object parsed = new Load(LoadSettings.builder().setLabel(what).build()).loadFromString(text);
      return KubeconfigSection.of(what, parsed == null ? "" : parsed);
    } catch (YamlEngineException e) {
      // The parser's message quotes the text around the mistake, which may be a token.
      throw new InvalidKubeconfigException(what + " is not valid YAML");
    }
  }

  private ApiServerEndpoint endpoint(Optional<String> wanted) {
    String name =
        wanted
            .or(() -> root.text("current-context"))
            .orElseThrow(
                () -> new InvalidKubeconfigException(root.what() + " has no current-context"));
    KubeconfigSection context = root.named("contexts", "context", name);
    KubeconfigSection cluster = root.named("clusters", "cluster", required(context, "cluster"));
    if (cluster.isTrue("insecure-skip-tls-verify")) {
      throw new InvalidKubeconfigException(
          cluster.what()
              + ": insecure-skip-tls-verify is not supported, give certificate-authority-data");
    }
    URI server = uri(cluster, "server", required(cluster, "server"));
    ApiCredentials credentials =
        // kubectl's rule: nothing secret over plain HTTP
        "http".equals(server.getScheme())
            ? new ApiCredentials.Anonymous()
            : context
                .text("user")
                .map(user -> credentials(root.named("users", "user", user)))
                .orElseGet(ApiCredentials.Anonymous::new);
    try {
      return new ApiServerEndpoint(
          name,
          server,
          dataOrFile(cluster, "certificate-authority"),
          cluster.text("tls-server-name"),
          credentials,
          cluster.text("proxy-url").map(proxy -> uri(cluster, "proxy-url", proxy)));
    } catch (IllegalArgumentException e) {
      throw new InvalidKubeconfigException(cluster.what() + ": " + e.getMessage(), e);
    }
  }

  private ApiCredentials credentials(KubeconfigSection user) {
    for (String key : new String[] {"as", "as-uid", "as-groups", "as-user-extra", "username"}) {
      if (user.has(key)) {
        throw new InvalidKubeconfigException(user.what() + ": " + key + " is not supported");
      }
    }
    if (user.has("auth-provider")) {
      throw new InvalidKubeconfigException(
          user.what() + ": auth-provider is not supported, Kubernetes removed it in 1.26");
    }
    Optional<KubeconfigSection> exec = user.section("exec");
    if (exec.isPresent()) {
      return new ApiCredentials.Bearer(plugin(exec.get()));
    }
    Optional<String> certificate = dataOrFile(user, "client-certificate");
    Optional<String> key = dataOrFile(user, "client-key");
    if (certificate.isPresent() != key.isPresent()) {
      throw new InvalidKubeconfigException(
          user.what() + ": a client certificate needs both client-certificate and client-key");
    }
    if (certificate.isPresent() && key.isPresent()) {
      return new ApiCredentials.ClientCertificate(certificate.get(), key.get());
    }
    Optional<String> tokenFile = user.text("tokenFile");
    if (tokenFile.isPresent()) {
      RotatingToken token =
          new RotatingToken(file(user, "tokenFile", tokenFile.get()), Clock.systemUTC());
      return new ApiCredentials.Bearer(token);
    }
    return user.text("token")
        .<ApiCredentials>map(token -> ApiCredentials.Bearer.of(token.strip()))
        .orElseGet(ApiCredentials.Anonymous::new);
  }

  /** A program of this machine, so only a kubeconfig of this machine may name it. */
  private ExecToken plugin(KubeconfigSection exec) {
    if (folder.isEmpty()) {
      throw new InvalidKubeconfigException(
          exec.what() + ": exec plugins are not supported here, give a token or a certificate");
    }
    if (exec.text("interactiveMode").filter("Always"::equals).isPresent()) {
      throw new InvalidKubeconfigException(exec.what() + ": interactiveMode Always needs a person");
    }
    String command = required(exec, "command");
    List<String> line = new ArrayList<>();
    line.add(command.contains("/") ? folder.get().resolve(command).toString() : command);
    line.addAll(exec.texts("args"));
    Map<String, String> environment = new HashMap<>();
    for (KubeconfigSection variable : exec.list("env")) {
      environment.put(required(variable, "name"), variable.text("value").orElse(""));
    }
    return new ExecToken(line, environment, required(exec, "apiVersion"), Clock.systemUTC());
  }

  /** {@code <key>-data} in base64, or the contents of the file {@code <key>}. */
  private Optional<String> dataOrFile(KubeconfigSection section, String key) {
    Optional<String> data = section.text(key + "-data");
    if (data.isPresent()) {
      try {
        byte[] decoded = Base64.getDecoder().decode(data.get().replaceAll("\\s", ""));
        return Optional.of(new String(decoded, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException _) {
        throw new InvalidKubeconfigException(section.what() + ": " + key + "-data is not base64");
      }
    }
    return section.text(key).map(name -> contents(section, key, name));
  }

  private String contents(KubeconfigSection section, String key, String name) {
    Path file = file(section, key, name);
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new InvalidKubeconfigException(
          section.what() + ": could not read " + key + " " + file + ": " + e, e);
    }
  }

  private Path file(KubeconfigSection section, String key, String name) {
    return folder
        .orElseThrow(() ->
            new InvalidKubeconfigException(
                section.what() + ": " + key + " names a file; give the data itself"))
        .resolve(name);
  }

  private static String required(KubeconfigSection section, String key) {
    return section
        .text(key)
        .orElseThrow(() -> new InvalidKubeconfigException(section.what() + " has no " + key));
  }

  private static URI uri(KubeconfigSection section, String key, String value) {
    try {
      return URI.create(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidKubeconfigException(
          section.what() + ": " + key + " is not an address: " + e.getMessage(), e);
    }
  }
}
