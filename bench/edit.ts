import { applyEdits, parseImageReference, planImageChanges, type RepositoryFile } from '@gitops-actions/core'
import { parseAllDocuments } from 'yaml'
import { medians, milliseconds, print, ratio } from './measure.ts'

const ROUNDS = 5

/** Editing in memory, warm, against the Document round trip of `yaml`, which does not keep the bytes. */
export async function benchEdit(): Promise<void> {
  const inputs: readonly (readonly [string, readonly RepositoryFile[]])[] = [
    ['5 MB of many documents', [file('all.yaml', documents(5_000_000))]],
    ['discovery over 10,000 manifests (20 MB)', manifests(10_000)],
    ['values of 100 kB', [file('values.yaml', values(100_000))]],
  ]
  const ours: { title: string; files: readonly RepositoryFile[]; took: number; memory: string }[] = []
  for (const [title, files] of inputs) {
    const { edited } = await medians(
      {
        edited: () =>
          settle(() => {
            edit(files)
          }),
      },
      ROUNDS,
    )
    ours.push({
      title,
      files,
      took: edited,
      memory: `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
    })
  }
  const rows: string[][] = []
  for (const { title, files, took, memory } of ours) {
    const { yaml } = await medians(
      {
        yaml: () =>
          settle(() => {
            roundTrip(files)
          }),
      },
      1,
    )
    rows.push([title, milliseconds(took), memory, milliseconds(yaml), ratio(took, yaml)])
  }
  print(
    `One image changed (median of ${ROUNDS}; highest memory of the process so far)`,
    ['input', 'ours', 'memory', 'yaml Document', 'ratio'],
    rows,
  )
}

function edit(files: readonly RepositoryFile[]): void {
  const images = [{ image: parseImageReference('ghcr.io/acme/wanted:2.0.0'), mutable: false }]
  const { edits } = planImageChanges({ files, images, pin: 'auto' })
  const [changed] = files.filter(({ path }) => edits.some((each) => each.file === path))
  const text = applyEdits(changed?.text ?? '', edits)
  if (edits.length !== 1 || !text.includes('2.0.0')) throw new Error('the edit was not made')
}

function roundTrip(files: readonly RepositoryFile[]): void {
  for (const { text = '' } of files) {
    for (const document of parseAllDocuments(text, { uniqueKeys: false })) {
      if ('toJS' in document) document.toString()
    }
  }
}

function settle(work: () => void): Promise<void> {
  work()
  return Promise.resolve()
}

function file(path: string, text: string): RepositoryFile {
  return { path, mode: '100644', oid: '', text }
}

function values(length: number): string {
  let text = 'wanted: { image: { repository: ghcr.io/acme/wanted, tag: 1.0.0 } }\n'
  for (let at = 0; text.length < length; at += 1) {
    text += `service${at}:\n  replicas: 2 # by hand\n  image:\n    repository: ghcr.io/acme/s${at}\n    tag: 1.0.${at}\n`
  }
  return text
}

function deployment(name: string, filler: number): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  annotations:\n    note: ${'x'.repeat(filler)}\nspec:\n  template:\n    spec:\n      containers:\n        - name: main\n          image: ghcr.io/acme/${name}:1.0.0 # released\n`
}

function documents(length: number): string {
  const pieces = [deployment('wanted', 200)]
  for (let at = 0, size = 0; size < length; at += 1) {
    const next = deployment(`s${at}`, 200)
    size += next.length + 4
    pieces.push(next)
  }
  return pieces.join('---\n')
}

function manifests(count: number): readonly RepositoryFile[] {
  return Array.from({ length: count }, (_, at) =>
    file(`apps/a${at}/deployment.yaml`, deployment(at === count - 1 ? 'wanted' : `s${at}`, 1750)),
  )
}
