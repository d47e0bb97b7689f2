import type { Manifest } from '../argocd/render/manifest.ts'
import type { ObjectStore } from '../kubernetes/store.ts'

const GIVEN = ['apiVersion', 'kind', 'metadata', 'status']

/** Applies a manifest with the labels by which its owner is found. */
export function applyManifest(
  store: ObjectStore,
  { kind, namespace, name, body }: Manifest,
  owned: Readonly<Record<string, string>>,
): void {
  const parts = Object.fromEntries(Object.entries(body).filter(([field]) => !GIVEN.includes(field)))
  const { labels } = body.metadata as { labels?: Record<string, string> }
  store.apply({ kind, namespace, name, labels: { ...labels, ...owned }, ...parts })
}
