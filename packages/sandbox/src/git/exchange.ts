import type { PushCommand, PushRefusal } from './push.ts'

export type GitService = 'git-upload-pack' | 'git-receive-pack'

/** What the caller may do, decided by whoever owns the repositories. */
export type GitAccess =
  | { allowed: true; directory: string; login: string }
  /** 401 asks for credentials; the text of a 403 or 404 is printed by git behind `remote: `. */
  | { allowed: false; status: 401 | 403 | 404; message: string }

export interface GitPush {
  /** `owner/name`, or whatever the server calls its repositories. */
  repository: string
  login: string
  commands: readonly PushCommand[]
}

export interface GitExchange {
  method: string
  path: string
  repository: string
  service: GitService
  /** `advertise` asks what there is; `rpc` acts. */
  step: 'advertise' | 'rpc'
  /** The `Git-Protocol` header. */
  protocol: string | undefined
  /** 0 when the connection was cut. */
  status: number
}

/** What happens to an exchange beside its regular course. */
export interface GitDisturbance {
  answerInstead?: ScriptedAnswer
  /** Let git act, then answer this: what was pushed is there. */
  answerAfter?: ScriptedAnswer
  cutBefore?: boolean
  cutAfter?: boolean
}

export interface ScriptedAnswer {
  status: number
  body: string
}

export interface GitHandlerOptions {
  /** Speaks the first version of the protocol alone, as servers did before 2018, and some still do. Default false. */
  firstVersionOnly?: boolean
  authorize(request: {
    repository: string
    service: GitService
    token: string | undefined
  }): GitAccess | Promise<GitAccess>
  /** Runs after the client chose what to push and before git takes it: the place for a race. */
  beforeReceive?(push: GitPush): readonly PushRefusal[] | Promise<readonly PushRefusal[]>
  /** Runs when git has taken what it takes, before the client learns of it. */
  afterReceive?(push: GitPush): void | Promise<void>
  disturb?(exchange: Omit<GitExchange, 'status'>): GitDisturbance | Promise<GitDisturbance>
  onExchange?(exchange: GitExchange, token: string | undefined): void
}
