// Lives with claims through JavaScript's client, and prints what it saw.
// Usage: life.mjs <kubeconfig> <namespace>
import * as k8s from '@kubernetes/client-node';

const [kubeconfig, namespace] = process.argv.slice(2);
const config = new k8s.KubeConfig();
config.loadFromFile(kubeconfig);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const custom = config.makeApiClient(k8s.CustomObjectsApi);
const apiVersion = 'platform.example.org/v1';
const kind = 'PostgresInstance';
const place = { group: 'platform.example.org', version: 'v1', namespace, plural: 'postgresinstances' };

const named = (name) => ({ apiVersion, kind, metadata: { name, namespace } });
const body = (name, storageGB, version = '17') => ({
  apiVersion,
  kind,
  metadata: { name, namespace, labels: { 'made-by': 'javascript' } },
  spec: { version, storageGB },
});
const show = (verb, object) =>
  console.log(verb, object.metadata.namespace, object.metadata.name, JSON.stringify(object.spec));
const refused = async (verb, call) => {
  try {
    await call();
    console.log(verb, 'was not refused');
  } catch (e) {
    console.log(verb, 'refused', e.code, JSON.stringify(e.body));
  }
};
const patch = (object, strategy, ...options) =>
  objects.patch(object, undefined, undefined, ...(options.length ? options : [undefined, undefined]), strategy);

show('create', await objects.create(body('orders', 20)));
const read = await objects.read(named('orders'));
show('read', read);
const replacement = { ...read, spec: { ...read.spec, storageGB: 21 } };
show('replace', await objects.replace(replacement));
await refused('replace of an old version', () => objects.replace(replacement));
const resized = { ...named('orders'), spec: { storageGB: 22 } };
show('merge patch', await patch(resized, k8s.PatchStrategy.MergePatch));
await refused('strategic merge patch', () => patch(resized, k8s.PatchStrategy.StrategicMergePatch));
show('apply', await patch(body('orders', 24), k8s.PatchStrategy.ServerSideApply, 'javascript', true));
await refused('apply of another manager', () =>
  patch(body('orders', 25), k8s.PatchStrategy.ServerSideApply, 'other', false));
await refused('create of nonsense', () => objects.create(body('bad', 1, '9')));
await refused('create again', () => objects.create(body('orders', 1)));

const status = await custom.patchNamespacedCustomObjectStatus(
  { ...place, name: 'orders', body: { status: { endpoint: 'db:5432' } } },
  k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
);
console.log('status', JSON.stringify(status.status));
const scale = await custom.getNamespacedCustomObjectScale({ ...place, name: 'orders' });
console.log('scale', scale.kind, JSON.stringify(scale.spec));

await objects.create(body('stock', 5));
const first = await custom.listNamespacedCustomObject({ ...place, limit: 1 });
const second = await custom.listNamespacedCustomObject({ ...place, limit: 1, _continue: first.metadata._continue ?? first.metadata.continue });
console.log('pages', [...first.items, ...second.items].map((item) => item.metadata.name).join(' '));
const selected = await objects.list(apiVersion, kind, namespace, undefined, undefined, undefined, 'metadata.name=stock', 'made-by=javascript');
console.log('selected', selected.items.map((item) => item.metadata.name).join(' '));

console.log('delete', (await objects.delete(named('orders'))).status);
await refused('read', () => objects.read(named('orders')));
const collection = await custom.deleteCollectionNamespacedCustomObject({ ...place, labelSelector: 'made-by=javascript' });
console.log('delete collection', collection.kind);
const left = await objects.list(apiVersion, kind, namespace);
console.log('left', left.items.length);
