package dev.jetway.apiserver.authentication;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whom to believe when it speaks for users, and in which headers it does.
 *
 * @param authorities who issues a front proxy's certificate
 * @param usernameHeaders the first of these that is not empty names the user
 * @param uidHeaders the same for the uid; empty unless kube-apiserver is told to send it
 * @param groupHeaders all values of all of these are groups
 * @param extraPrefixes headers that begin so carry extra values
 * @param allowedNames the common names of front proxies; empty for any
 */
record RequestHeaderSettings(
    List<X509Certificate> authorities,
    List<String> usernameHeaders,
    List<String> uidHeaders,
    List<String> groupHeaders,
    List<String> extraPrefixes,
    List<String> allowedNames) {

  RequestHeaderSettings {
    authorities = List.copyOf(authorities);
    usernameHeaders = List.copyOf(usernameHeaders);
    uidHeaders = List.copyOf(uidHeaders);
    groupHeaders = List.copyOf(groupHeaders);
    extraPrefixes = List.copyOf(extraPrefixes);
    allowedNames = List.copyOf(allowedNames);
  }

  /** Whether a certificate of this name may speak for users. */
  boolean allows(String commonName) {
    return allowedNames.isEmpty() || allowedNames.contains(commonName);
  }
}
