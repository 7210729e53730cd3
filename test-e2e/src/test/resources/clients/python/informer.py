"""Prints what the handlers of Python's informer are called with, until its input ends.

Usage: informer.py <kubeconfig> <namespace>
"""

import sys
from types import SimpleNamespace

from kubernetes import client, config
from kubernetes.informer import ADDED, DELETED, MODIFIED, SharedInformer

kubeconfig, namespace = sys.argv[1:]
api = client.CustomObjectsApi(config.new_client_from_config(kubeconfig))


def claims(**options):
    """The list function that an informer wants: for custom objects it comes without items.

    :rtype: object
    """
    answer = api.list_namespaced_custom_object(
        "platform.example.org", "v1", plural="postgresinstances", **options
    )
    if options.get("watch"):
        return answer
    version = answer["metadata"]["resourceVersion"]
    return SimpleNamespace(
        items=answer["items"], metadata=SimpleNamespace(resource_version=version)
    )


versions = {}


def called(verb):
    def handler(claim):
        name, version = claim["metadata"]["name"], claim["metadata"]["resourceVersion"]
        unchanged = verb == "update" and versions.get(name) == version
        versions[name] = version
        if verb == "delete":
            print(verb, name, flush=True)
        elif not unchanged:
            print(verb, name, claim["spec"]["storageGB"], flush=True)

    return handler


informer = SharedInformer(claims, namespace=namespace)
informer.add_event_handler(ADDED, called("add"))
informer.add_event_handler(MODIFIED, called("update"))
informer.add_event_handler(DELETED, called("delete"))
informer.start()
informer._thread.join()
