import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import { ActionError } from '../report/error.ts'
import { closest } from '../report/nearest.ts'

/** An entry of input `registry-auth`; texts are empty where nothing is given. */
export interface RegistryAuth {
  readonly registry: string
  readonly username: string
  readonly password: string
}

/** `logout` of docker/login-action is accepted and has no use: no login outlives the run. */
const KEYS = ['registry', 'username', 'password', 'ecr', 'logout']

/**
 * Reads input `registry-auth`, a YAML list as docker/login-action has it:
 * https://github.com/docker/login-action#authenticate-to-multiple-registries. No error shows a value.
 * @throws ActionError `invalid-registry-auth`
 */
export function parseRegistryAuth(text: string): readonly RegistryAuth[] {
  if (text.trim() === '') return []
  // Every scalar is text here: a password of digits keeps its leading zero.
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) throw refuse(`is no YAML (${error.code} at character ${error.pos[0]})`)
  if (!isSeq(document.contents)) throw refuse('is no list')
  const entries = document.contents.items.map((item, index) => readEntry(item, index + 1))
  const twice = entries.find(
    ({ registry }, index) => entries.findIndex((other) => other.registry === registry) !== index,
  )
  if (twice !== undefined)
    throw refuse(`has two entries for ${twice.registry === '' ? 'Docker Hub' : twice.registry}`)
  return entries
}

function readEntry(item: unknown, position: number): RegistryAuth {
  if (!isMap(item)) throw refuse(`has an entry ${position} that is no map`)
  const fields = new Map<string, string>()
  for (const { key, value } of item.items) {
    const name = isScalar(key) ? String(key.value) : ''
    if (!KEYS.includes(name)) {
      const meant = closest(name, KEYS)
      throw refuse(
        `has an unknown key "${name}" in entry ${position}${meant === undefined ? '' : ` (did you mean "${meant}"?)`}`,
      )
    }
    const given = isScalar(value) ? (value.value ?? '') : undefined
    if (typeof given !== 'string') throw refuse(`has a "${name}" in entry ${position} that is no text`)
    fields.set(name, given.trim())
  }
  const entry = {
    registry: fields.get('registry') ?? '',
    username: fields.get('username') ?? '',
    password: fields.get('password') ?? '',
  }
  if ((entry.username === '') !== (entry.password === '')) {
    const missing = entry.username === '' ? 'username' : 'password'
    throw refuse(
      `has no "${missing}" in entry ${position}: a secret that does not exist is empty, check its name`,
    )
  }
  return entry
}

function refuse(what: string): ActionError {
  return new ActionError(
    'invalid-registry-auth',
    `Input "registry-auth" ${what}. Wanted a list of maps with "registry", "username" and "password".`,
  )
}
