import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { print, ratio } from './measure.ts'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** `dist/index.js` of actions that do a comparable work, bytes, as published in their repositories in August 2026. */
const PEERS: Readonly<Record<string, { name: string; bytes: number }>> = {
  'build-and-push': { name: 'docker/build-push-action', bytes: 2_535_010 },
  'bump-image-tag': { name: 'fjogeleit/yaml-update-action', bytes: 2_008_580 },
  'open-promotion-pr': { name: 'peter-evans/create-pull-request', bytes: 1_876_493 },
  'verify-sync': { name: 'actions/checkout', bytes: 1_452_503 },
}

/** Bytes of JavaScript of every bundle, chunks included. */
export function benchSize(): void {
  const rows = readdirSync(dist)
    .sort()
    .map((name) => {
      const bytes = readdirSync(dist + name)
        .filter((file) => file.endsWith('.js'))
        .reduce((sum, file) => sum + statSync(`${dist}${name}/${file}`).size, 0)
      const peer = PEERS[name]
      return peer === undefined
        ? [name, megabytes(bytes), '', '', '']
        : [name, megabytes(bytes), megabytes(peer.bytes), ratio(bytes, peer.bytes), peer.name]
    })
  print('Size of the bundles, chunks included', ['bundle', 'ours', 'baseline', 'ratio', 'baseline is'], rows)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`
}
