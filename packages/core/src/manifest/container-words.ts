import { hasVersionField, type ImagePlace } from './image-place.ts'
import { assignedPlace, referencePlace } from './locate-place.ts'
import { childrenOf, type Cursor, fieldOf, textOf } from './tree.ts'

/** A variable that by its name holds an image: `API_IMAGE`, `OPERATOR_IMAGE_NAME`, `RELATED_IMAGE_PROXY`. */
export const IMAGE_VARIABLE = /(?:^|_)IMAGE(?:_|$)/

const FLAG = /^--?(?:[\w.-]*-)?image$/
const FLAG_WITH_VALUE = /^--?(?:[\w.-]*-)?image=/

/**
 * The images that a container is told of by its environment and its arguments, as operators are told which image to run. A
 * reference without tag and digest is no place.
 */
export function locateContainerWords(container: Cursor): readonly ImagePlace[] {
  const words = ['command', 'args'].flatMap((key) => itemsOf(fieldOf(container, key)))
  const flagged = words.flatMap((word, index) => {
    if (FLAG_WITH_VALUE.test(textOf(word) ?? '')) return assignedPlace('kubernetes', word) ?? []
    return FLAG.test(textOf(words[index - 1]) ?? '') ? (referencePlace('kubernetes', word) ?? []) : []
  })
  return [...flagged.filter(hasVersionField), ...locateVariables(fieldOf(container, 'env'))]
}

/** The images in a list of `name` and `value`. */
export function locateVariables(env: Cursor | undefined): readonly ImagePlace[] {
  return itemsOf(env).flatMap(locateVariable)
}

/** The image of one `name` and `value`, none or one. */
export function locateVariable(variable: Cursor): readonly ImagePlace[] {
  const value = fieldOf(variable, 'value')
  if (value === undefined || !IMAGE_VARIABLE.test(textOf(fieldOf(variable, 'name')) ?? '')) return []
  return [referencePlace('kubernetes', value) ?? []].flat().filter(hasVersionField)
}

function itemsOf(list: Cursor | undefined): readonly Cursor[] {
  return list === undefined ? [] : childrenOf(list)
}
