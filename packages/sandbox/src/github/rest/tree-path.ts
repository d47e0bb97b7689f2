/** Whether GitHub takes a path into a tree: relative, without empty parts, without `.`, `..` and `.git`. */
export function isSafePath(path: string): boolean {
  if (path === '' || path.includes('\0')) return false
  return path.split('/').every((part) => !['', '.', '..', '.git'].includes(part.toLowerCase()))
}
