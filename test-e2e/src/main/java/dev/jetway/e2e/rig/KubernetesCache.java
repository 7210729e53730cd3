package dev.jetway.e2e.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kubernetes' programs in the {@link UserCache}, or to be built into it: {@code
 * kubernetes-<version>/bin}.
 *
 * @param folder the folder of this Kubernetes version, absolute; it need not exist
 * @param version the version that is built, for example {@code v1.36.3}
 */
record KubernetesCache(Path folder, String version) {
  private static final Pattern VERSION =
      Pattern.compile("^\\s*k8s\\.io/kubernetes (v[0-9][^\\s]*)", Pattern.MULTILINE);

  /** The cache in its usual place, with the version that the bundled {@code go.mod} names. */
  static KubernetesCache of(Map<String, String> environment, Properties system) {
    Matcher matcher = VERSION.matcher(moduleFile("go.mod"));
    if (!matcher.find()) {
      throw new RigException("the bundled go.mod does not name the version of k8s.io/kubernetes");
    }
    String version = matcher.group(1);
    return new KubernetesCache(
        UserCache.folder(environment, system).resolve("kubernetes-" + version), version);
  }

  Path binaries() {
    return folder.resolve("bin");
  }

  /** Builds what is missing, see {@link GoBuild#into}. */
  KubernetesBinaries build(Consumer<String> progress) {
    GoBuild build =
        new GoBuild(
            "Kubernetes " + version,
            moduleFile("go.mod"),
            moduleFile("go.sum"),
            linkerFlags(version),
            KubernetesBinaries.PROGRAMS.stream()
                .map(name -> new GoBuild.Program(name, goPackage(name)))
                .toList());
    return new KubernetesBinaries(build.into(binaries(), progress), "built with Go, " + version);
  }

  static String linkerFlags(String version) {
    String[] parts = version.substring(1).split("\\.", 3);
    String variable = " -X k8s.io/component-base/version.";
    return "-s -w"
        + (variable + "gitVersion=" + version)
        + (variable + "gitMajor=" + parts[0])
        + (variable + "gitMinor=" + parts[1])
        + (variable + "gitTreeState=clean");
  }

  private static String goPackage(String program) {
    return program.equals("etcd")
        ? "go.etcd.io/etcd/server/v3"
        : "k8s.io/kubernetes/cmd/" + program;
  }

  private static String moduleFile(String name) {
    try (InputStream in = KubernetesCache.class.getResourceAsStream("kubernetes/" + name)) {
      if (in == null) {
        throw new RigException("the class path has no kubernetes/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
