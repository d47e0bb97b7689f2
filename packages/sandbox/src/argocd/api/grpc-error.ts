/** gRPC codes that Argo CD answers with, and the HTTP status grpc-gateway v1 makes of them (`runtime/errors.go`). */
export const grpcCodes = {
  unknown: { code: 2, status: 500 },
  invalidArgument: { code: 3, status: 400 },
  deadlineExceeded: { code: 4, status: 504 },
  notFound: { code: 5, status: 404 },
  permissionDenied: { code: 7, status: 403 },
  failedPrecondition: { code: 9, status: 400 },
  internal: { code: 13, status: 500 },
  unauthenticated: { code: 16, status: 401 },
} as const

export type GrpcCode = keyof typeof grpcCodes

/** A refusal of the API. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError'
  readonly grpc: GrpcCode

  constructor(grpc: GrpcCode, message: string) {
    super(message)
    this.grpc = grpc
  }

  get status(): number {
    return grpcCodes[this.grpc].status
  }

  /** The body of a plain answer. */
  toBody(): { error: string; code: number; message: string } {
    return { error: this.message, code: grpcCodes[this.grpc].code, message: this.message }
  }

  /** The last message of a stream. */
  toStreamError(): { grpc_code: number; http_code: number; message: string; http_status: string } {
    const { code, status } = grpcCodes[this.grpc]
    return {
      grpc_code: code,
      http_code: status,
      message: this.message,
      http_status: statusTexts[status] ?? 'Error',
    }
  }
}

export function permissionDenied(): GrpcError {
  return new GrpcError('permissionDenied', 'permission denied')
}

export function applicationNotFound(name: string): GrpcError {
  return new GrpcError('notFound', `applications.argoproj.io "${name}" not found`)
}

const statusTexts: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  504: 'Gateway Timeout',
}
