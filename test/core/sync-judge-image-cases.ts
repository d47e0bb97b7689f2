import { parseImageReference } from '@gitops-actions/core'
import type { Case } from './sync-judge-cases.ts'
import { AFTER, AFTER_TOUCHED, observe, WANTED } from './sync-judge-observations.ts'
import { NEWER } from './sync-world.ts'

export const IMAGE_CASES: readonly Case[] = [
  {
    name: 'a descendant that touched our files and still runs our image',
    observation: observe({ revisions: [NEWER] }, { relations: [AFTER_TOUCHED] }),
    images: [WANTED],
    verdict: 'deployed-by-descendant',
  },
  {
    name: 'a descendant runs another version beside ours: which of the two has ended is asked first',
    observation: observe(
      { revisions: [NEWER], images: ['ghcr.io/acme/api:1.2.0', 'ghcr.io/acme/api:1.3.0'] },
      { relations: [AFTER_TOUCHED], exact: false },
    ),
    images: [WANTED],
    verdict: 'waiting',
    says: /beside ours it runs ghcr\.io\/acme\/api:1\.3\.0/,
  },
  {
    name: 'a descendant runs another version beside ours, and neither has ended',
    observation: observe(
      { revisions: [NEWER], images: ['ghcr.io/acme/api:1.2.0', 'ghcr.io/acme/api:1.3.0'] },
      { relations: [AFTER_TOUCHED], exact: true },
    ),
    images: [WANTED],
    verdict: 'superseded',
  },
  {
    name: 'everywhere: one of two places still runs the old image',
    observation: observe({ images: ['ghcr.io/acme/api:1.1.0', 'ghcr.io/acme/api:1.2.0'] }),
    images: [WANTED],
    verdict: 'waiting',
    says: /still runs ghcr\.io\/acme\/api:1\.1\.0/,
  },
  {
    name: 'the same name on another registry is another image',
    observation: observe({ images: ['ghcr.io/acme/api:1.2.0', 'docker.io/acme/api:1.1.0'] }),
    images: [WANTED],
    verdict: 'deployed',
  },
  {
    name: 'a descendant that touched our files and runs another version of our image',
    observation: observe(
      { revisions: [NEWER], images: ['ghcr.io/acme/api:1.3.0'] },
      { relations: [AFTER_TOUCHED] },
    ),
    images: [WANTED],
    verdict: 'superseded',
    says: /1\.3\.0/,
  },
  {
    name: 'a descendant that left our files alone and runs another version: it has not brought that',
    observation: observe({ revisions: [NEWER], images: ['ghcr.io/acme/api:1.1.0'] }, { relations: [AFTER] }),
    images: [WANTED],
    verdict: 'waiting',
    says: /still runs ghcr\.io\/acme\/api:1\.1\.0/,
  },
  {
    name: 'our revision, but the old image still runs',
    observation: observe({ images: ['ghcr.io/acme/api:1.1.0'] }),
    images: [WANTED],
    verdict: 'waiting',
    says: /still runs ghcr\.io\/acme\/api:1\.1\.0/,
  },
  {
    name: 'images of others do not matter',
    observation: observe({ images: ['redis:7', 'ghcr.io/acme/api:1.2.0', 'not an image'] }),
    images: [WANTED],
    verdict: 'deployed',
  },
  {
    name: 'images are compared by digest when both have one',
    observation: observe({ images: [`ghcr.io/acme/api:other@sha256:${'1'.repeat(64)}`] }),
    images: [parseImageReference(`ghcr.io/acme/api:1.2.0@sha256:${'1'.repeat(64)}`)],
    verdict: 'deployed',
  },
  {
    name: 'the same tag with another digest is another image',
    observation: observe({ images: [`ghcr.io/acme/api:1.2.0@sha256:${'2'.repeat(64)}`] }),
    images: [parseImageReference(`ghcr.io/acme/api:1.2.0@sha256:${'1'.repeat(64)}`)],
    verdict: 'waiting',
  },
  {
    name: 'the images decide only when the rollout of the descendant is over',
    observation: observe(
      {
        revisions: [NEWER],
        images: ['ghcr.io/acme/api:1.1.0', 'ghcr.io/acme/api:1.2.0'],
        health: { status: 'progressing', message: '' },
      },
      { relations: [AFTER_TOUCHED] },
    ),
    images: [WANTED],
    verdict: 'waiting',
  },
  {
    name: 'a descendant that is not synced yet runs the old image, and supersedes nothing by that',
    observation: observe(
      { revisions: [NEWER], sync: 'out-of-sync', images: ['ghcr.io/acme/api:1.1.0'] },
      { relations: [AFTER] },
    ),
    images: [WANTED],
    verdict: 'waiting',
  },
  {
    name: 'a newer image is degraded: not our failure',
    observation: observe(
      {
        revisions: [NEWER],
        images: ['ghcr.io/acme/api:1.3.0'],
        health: { status: 'degraded', message: '' },
      },
      { relations: [AFTER_TOUCHED] },
    ),
    images: [WANTED],
    verdict: 'superseded',
    says: /brought ghcr\.io\/acme\/api:1\.3\.0/,
  },
  {
    name: 'ours runs beside another image and is degraded: ours is to blame until shown otherwise',
    observation: observe(
      {
        revisions: [NEWER],
        images: ['ghcr.io/acme/api:1.1.0', 'ghcr.io/acme/api:1.2.0'],
        health: { status: 'degraded', message: '' },
      },
      { relations: [AFTER_TOUCHED] },
    ),
    images: [WANTED],
    verdict: 'degraded',
  },
  {
    name: 'no tag is the tag latest',
    observation: observe({ images: ['ghcr.io/acme/api'] }),
    images: [parseImageReference('ghcr.io/acme/api:latest')],
    verdict: 'deployed',
  },
  {
    name: 'a digest and a tag have nothing in common to be equal by',
    observation: observe({ images: [`ghcr.io/acme/api@sha256:${'1'.repeat(64)}`] }),
    images: [WANTED],
    verdict: 'waiting',
    says: /still runs/,
  },
  {
    name: 'a digest alone is wanted and a bare name runs',
    observation: observe({ images: ['ghcr.io/acme/api'] }),
    images: [parseImageReference(`ghcr.io/acme/api@sha256:${'1'.repeat(64)}`)],
    verdict: 'waiting',
  },
  {
    name: 'ours is degraded and only the old image runs yet: nothing newer is to blame',
    observation: observe({
      images: ['ghcr.io/acme/api:1.1.0'],
      health: { status: 'degraded', message: '' },
    }),
    images: [WANTED],
    verdict: 'degraded',
  },
  {
    name: 'a digest that runs beside the wanted tag does not matter when none is wanted',
    observation: observe({ images: [`ghcr.io/acme/api:1.2.0@sha256:${'1'.repeat(64)}`] }),
    images: [WANTED],
    verdict: 'deployed',
  },
  {
    name: 'two tags of one repository are wanted, and each runs',
    observation: observe({ images: ['ghcr.io/acme/api:1.2.0', 'ghcr.io/acme/api:1.2.0-debug'] }),
    images: [WANTED, parseImageReference('ghcr.io/acme/api:1.2.0-debug')],
    verdict: 'deployed',
  },
  {
    name: 'one of two wanted images runs beside a newer one of the other: ours is to blame until shown otherwise',
    observation: observe(
      {
        revisions: [NEWER],
        images: ['ghcr.io/acme/api:1.3.0', 'ghcr.io/acme/worker:1.2.0'],
        health: { status: 'degraded', message: '' },
      },
      { relations: [AFTER_TOUCHED] },
    ),
    images: [WANTED, parseImageReference('ghcr.io/acme/worker:1.2.0')],
    verdict: 'degraded',
  },
]
