import type { Route } from './route.ts'

/** Every REST operation that the sandbox answers. */
export const REST_ROUTES: readonly Route[] = []
