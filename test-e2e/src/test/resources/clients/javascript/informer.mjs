// Prints what the handlers of JavaScript's informer are called with.
// Usage: informer.mjs <kubeconfig> <namespace>
import * as k8s from '@kubernetes/client-node';

const [kubeconfig, namespace] = process.argv.slice(2);
const config = new k8s.KubeConfig();
config.loadFromFile(kubeconfig);
const custom = config.makeApiClient(k8s.CustomObjectsApi);
const place = { group: 'platform.example.org', version: 'v1', namespace, plural: 'postgresinstances' };
const path = `/apis/${place.group}/${place.version}/namespaces/${namespace}/${place.plural}`;
const pause = 500;

const informer = k8s.makeInformer(config, path, () => custom.listNamespacedCustomObject(place));
informer.on('add', (claim) => console.log('add', claim.metadata.name, claim.spec.storageGB));
informer.on('update', (claim) => console.log('update', claim.metadata.name, claim.spec.storageGB));
informer.on('delete', (claim) => console.log('delete', claim.metadata.name));
// As its documentation says: the informer stops at an error, and whoever made it starts it again.
informer.on('error', (error) => {
  console.error('error', error.message);
  setTimeout(() => informer.start(), pause);
});
await informer.start();
