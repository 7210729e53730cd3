"""Lives with claims through Python's dynamic client, and prints what it saw.

Usage: life.py <kubeconfig> <namespace>
"""

import sys

from kubernetes import config, watch
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic import DynamicClient
from kubernetes.dynamic.exceptions import ConflictError, NotFoundError

kubeconfig, namespace = sys.argv[1:]
client = DynamicClient(config.new_client_from_config(kubeconfig))
databases = client.resources.get(api_version="platform.example.org/v1", kind="PostgresInstance")
print("resource", databases.name, databases.namespaced, databases.verbs, databases.categories)


def body(name, size, version="17"):
    return {
        "apiVersion": "platform.example.org/v1",
        "kind": "PostgresInstance",
        "metadata": {"name": name, "labels": {"made-by": "python"}},
        "spec": {"version": version, "storageGB": size},
    }


def show(verb, database):
    print(verb, database.metadata.namespace, database.metadata.name, database.spec.to_dict())


def refused(verb, call):
    try:
        call()
        print(verb, "was not refused")
    except ApiException as e:
        print(verb, "refused", e.status, e.reason, e.body)


created = databases.create(body=body("orders", 20), namespace=namespace)
show("create", created)
show("get", databases.get(name="orders", namespace=namespace))

replacement = databases.get(name="orders", namespace=namespace).to_dict()
replacement["spec"]["storageGB"] = 21
show("replace", databases.replace(body=replacement, namespace=namespace))
refused("replace of an old version", lambda: databases.replace(body=replacement, namespace=namespace))

merge = {"spec": {"storageGB": 22}}
show(
    "merge patch",
    databases.patch(
        body=merge, name="orders", namespace=namespace, content_type="application/merge-patch+json"
    ),
)
steps = [{"op": "replace", "path": "/spec/storageGB", "value": 23}]
show(
    "json patch",
    databases.patch(
        body=steps, name="orders", namespace=namespace, content_type="application/json-patch+json"
    ),
)
refused(
    "strategic merge patch",
    lambda: databases.patch(body=merge, name="orders", namespace=namespace),
)
show(
    "apply",
    databases.server_side_apply(
        body=body("orders", 24), namespace=namespace, field_manager="python", force_conflicts=True
    ),
)
refused(
    "apply of another manager",
    lambda: databases.server_side_apply(
        body=body("orders", 25), namespace=namespace, field_manager="other"
    ),
)
status = {"status": {"endpoint": "db:5432", "readyReplicas": 1}}
print(
    "status",
    databases.status.patch(
        body=status, name="orders", namespace=namespace, content_type="application/merge-patch+json"
    ).status.to_dict(),
)
print("scale", databases.scale.get(name="orders", namespace=namespace).spec.to_dict())
refused("create of nonsense", lambda: databases.create(body=body("bad", 1, "9"), namespace=namespace))
refused("create again", lambda: databases.create(body=body("orders", 1), namespace=namespace))

databases.create(body=body("stock", 5), namespace=namespace)
first = databases.get(namespace=namespace, limit=1)
second = databases.get(namespace=namespace, limit=1, _continue=first.metadata["continue"])
print("pages", [i.metadata.name for i in first.items + second.items], second.metadata["continue"])
selected = databases.get(namespace=namespace, label_selector="made-by=python")
print("label", [i.metadata.name for i in selected.items])
selected = databases.get(namespace=namespace, field_selector="metadata.name=stock")
print("field", [i.metadata.name for i in selected.items])

watcher = watch.Watch()
for event in databases.watch(
    namespace=namespace, resource_version=created.metadata.resourceVersion, timeout=60, watcher=watcher
):
    print("event", event["type"], event["object"].metadata.name)
    break
else:
    print("no event within a minute")
watcher.stop()

databases.delete(name="orders", namespace=namespace)
refused("get", lambda: databases.get(name="orders", namespace=namespace))
databases.delete(namespace=namespace, label_selector="made-by=python")
print("left", len(databases.get(namespace=namespace).items))
