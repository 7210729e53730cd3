/**
 * Metadata and Status in Kubernetes' protobuf, made of their JSON: custom resources have no other
 * form of it, and what passes through here is JSON until its last step.
 *
 * <pre>
 * "k8s\0"  Unknown { 1 TypeMeta { 1 apiVersion  2 kind }  2 raw = the message  3 ""  4 "" }
 * a watch: [length, 4 bytes, big endian] WatchEvent { 1 type  2 RawExtension { 1 raw = "k8s\0"... } } ...
 * </pre>
 *
 * <p>Fields come in the order, and with the empty values, in which {@code
 * k8s.io/apimachinery/pkg/apis/meta/v1/generated.pb.go} writes them.
 */
@NullMarked
package dev.jetway.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
