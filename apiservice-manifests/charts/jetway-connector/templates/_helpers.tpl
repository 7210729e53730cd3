{{/* An object of files/, moved to the release's namespace, with the labels of .Values.commonLabels. */}}
{{- define "jetway.object" -}}
{{- $namespace := .root.Release.Namespace -}}
{{- $metadata := .object.metadata -}}
{{- if eq (default "" $metadata.namespace) "jetway-system" }}{{- $_ := set $metadata "namespace" $namespace }}{{- end -}}
{{- range $subject := default (list) .object.subjects -}}
{{- if eq (default "" $subject.namespace) "jetway-system" }}{{- $_ := set $subject "namespace" $namespace }}{{- end -}}
{{- end -}}
{{- $_ := set $metadata "labels" (merge (default (dict) $metadata.labels) .root.Values.commonLabels) -}}
---
{{ toYaml .object }}
{{ end -}}

{{/* The objects of one of the files, all but Namespaces, which Helm makes. */}}
{{- define "jetway.file" -}}
{{- $root := .root -}}
{{- range $document := regexSplit "(?m)^---$" (.root.Files.Get .file) -1 -}}
{{- $object := fromYaml $document -}}
{{- if ne $object.kind "Namespace" -}}
{{- include "jetway.object" (dict "object" $object "root" $root) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "jetway.image" -}}
{{- $image := .Values.image -}}
{{- $repository := required "image.repository must be given: the image is one that you build, docs/distribution.md says how" $image.repository -}}
{{- if $image.digest -}}
{{ $repository }}@{{ $image.digest }}
{{- else -}}
{{ $repository }}:{{ default .Chart.AppVersion $image.tag }}
{{- end -}}
{{- end -}}

{{/* What values say of pods, onto the Deployment of files/workload.yaml. */}}
{{- define "jetway.pods" -}}
{{- $values := .root.Values -}}
{{- $template := .deployment.spec.template -}}
{{- $pod := $template.spec -}}
{{- $container := index $pod.containers 0 -}}
{{- $_ := set .deployment.spec "replicas" $values.replicas -}}
{{- $_ := set $container "image" (include "jetway.image" .root) -}}
{{- if $values.image.pullPolicy }}{{- $_ := set $container "imagePullPolicy" $values.image.pullPolicy }}{{- end -}}
{{- if $values.imagePullSecrets }}{{- $_ := set $pod "imagePullSecrets" $values.imagePullSecrets }}{{- end -}}
{{- if $values.resources }}{{- $_ := set $container "resources" $values.resources }}{{- end -}}
{{- if $values.env }}{{- $_ := set $container "env" $values.env }}{{- end -}}
{{- if $values.nodeSelector }}{{- $_ := set $pod "nodeSelector" $values.nodeSelector }}{{- end -}}
{{- if $values.tolerations }}{{- $_ := set $pod "tolerations" $values.tolerations }}{{- end -}}
{{- if $values.affinity }}{{- $_ := set $pod "affinity" $values.affinity }}{{- end -}}
{{- if $values.topologySpreadConstraints }}{{- $_ := set $pod "topologySpreadConstraints" $values.topologySpreadConstraints }}{{- end -}}
{{- if $values.priorityClassName }}{{- $_ := set $pod "priorityClassName" $values.priorityClassName }}{{- end -}}
{{- if $values.podAnnotations }}{{- $_ := set $template.metadata "annotations" $values.podAnnotations }}{{- end -}}
{{- if $values.podLabels }}{{- $_ := set $template.metadata "labels" (merge $template.metadata.labels $values.podLabels) }}{{- end -}}
{{- end -}}
