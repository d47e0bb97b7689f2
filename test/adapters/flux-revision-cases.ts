import { COMMIT, DIGEST, type FluxCase, kustomizationOf, ociSource } from './flux-objects.ts'

const oci = { sourceRef: { kind: 'OCIRepository', name: 'environments' } }
const ARTIFACT = `main@${DIGEST}`

/** The rows of the forms in which Flux writes revisions. */
export const REVISIONS: readonly FluxCase[] = [
  ...[
    ['main@sha1:', ''],
    ['feature/x@sha1:', ''],
    ['v1.2@sha1:', ''],
    ['sha1:', ''],
    ['main/', ''],
    ['HEAD/', ''],
    ['refs/heads/main/', ''],
    ['main@sha1:', 'upper case'],
  ].map(([prefix = '', note = '']) => ({
    fault: 103,
    name: `${prefix}… ${note}`,
    objects: [
      kustomizationOf({ lastAppliedRevision: prefix + (note === '' ? COMMIT : COMMIT.toUpperCase()) }),
    ],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  })),
  {
    fault: 103,
    name: 'an artifact by the commit that it was made of',
    objects: [
      ociSource(ARTIFACT),
      kustomizationOf(
        { lastAppliedRevision: ARTIFACT, lastAppliedOriginRevision: `main@sha1:${COMMIT}` },
        {},
        oci,
      ),
    ],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
  {
    fault: 103,
    name: 'an artifact by a bare commit in its annotations',
    objects: [
      ociSource(ARTIFACT, { 'org.opencontainers.image.revision': COMMIT }),
      kustomizationOf({ lastAppliedRevision: ARTIFACT }, {}, oci),
    ],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
  {
    fault: 103,
    name: 'an artifact by its digest',
    objects: [
      ociSource(ARTIFACT),
      kustomizationOf(
        { lastAppliedRevision: `6.5.3@${DIGEST.toUpperCase().replace('SHA', 'sha')}` },
        {},
        oci,
      ),
    ],
    revision: DIGEST,
    verdict: 'deployed',
    detail: /^runs revision sha256:ccccccc$/,
    naive: true,
  },
  {
    name: 'an artifact that says nothing of a commit',
    objects: [ociSource(ARTIFACT), kustomizationOf({ lastAppliedRevision: ARTIFACT }, {}, oci)],
    verdict: 'waiting revision',
    detail: /does not say which commit it was made of/,
    naive: true,
  },
]
