// Cuts the schemas of Flux's objects that the sandbox validates against out of the upstream definitions.
//
//   node scripts/make-flux-schemas.mjs <directory with the CustomResourceDefinitions>
//
// The files are `config/crd/bases/*.yaml` of https://github.com/fluxcd/kustomize-controller, helm-controller and
// source-controller. The result goes to packages/sandbox/schemas/ and is committed; closed, for the reason that
// make-argocd-schemas.mjs gives.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { cutCrd, writeSchema } from './crd-schema.mjs'

const files = [
  'kustomize.toolkit.fluxcd.io_kustomizations.yaml',
  'helm.toolkit.fluxcd.io_helmreleases.yaml',
  'source.toolkit.fluxcd.io_gitrepositories.yaml',
  'source.toolkit.fluxcd.io_ocirepositories.yaml',
  'source.toolkit.fluxcd.io_helmcharts.yaml',
  'source.toolkit.fluxcd.io_helmrepositories.yaml',
  'source.toolkit.fluxcd.io_buckets.yaml',
]

const [directory] = process.argv.slice(2)
if (directory === undefined) {
  console.error('Give the directory that holds the CustomResourceDefinitions of Flux.')
  process.exit(1)
}
const kinds = {}
for (const file of files) {
  const definition = parse(readFileSync(join(directory, file), 'utf8'))
  kinds[definition.spec.names.kind] = cutCrd(definition)
}
await writeSchema('flux-schemas.json', kinds)
