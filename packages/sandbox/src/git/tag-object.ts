import { formatPerson, parsePerson } from './commit-object.ts'
import type { ObjectType, Person } from './object.ts'

/** An annotated tag. */
export interface Tag {
  name: string
  object: string
  type: ObjectType
  tagger: Person
  message: string
}

/** Reads the content of a tag object. */
export function parseTag(content: Buffer): Tag {
  const text = content.toString('utf8')
  const end = text.indexOf('\n\n')
  const headers = end < 0 ? text : text.slice(0, end)
  const header = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(headers)?.[1] ?? ''
  return {
    name: header('tag'),
    object: header('object'),
    type: toType(header('type')),
    tagger: parsePerson(header('tagger')),
    message: end < 0 ? '' : text.slice(end + 2),
  }
}

/** Writes the content of a tag object, ready for `git hash-object -t tag`. */
export function formatTag(tag: Tag): string {
  const headers = [
    `object ${tag.object}`,
    `type ${tag.type}`,
    `tag ${tag.name}`,
    `tagger ${formatPerson(tag.tagger)}`,
  ]
  return `${headers.join('\n')}\n\n${tag.message}`
}

function toType(text: string): ObjectType {
  return text === 'tree' || text === 'blob' || text === 'tag' ? text : 'commit'
}
