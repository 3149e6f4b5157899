/** An answer that is not a success; thrown by the operations, turned into a response by the emulator. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
    readonly ofGateway = false,
  ) {
    super(`HTTP ${status}`)
  }
}

/** The usual shape: ModelArts, KPS and most services. */
export const refusal = (status: number, code: string, message: string): Refusal =>
  new Refusal(status, { error_code: code, error_msg: message })

/** Shape 2: the gateway, before the service is reached; the request id is added by the emulator. */
export const gatewayRefusal = (status: number, code: string, message: string): Refusal =>
  new Refusal(status, { error_msg: message, error_code: code }, true)

/** 401 APIGW.0301: only the message tells the causes apart (APIG error codes). */
export const notAuthentic = (reason: string): Refusal =>
  gatewayRefusal(401, 'APIGW.0301', `Incorrect IAM authentication information: ${reason}`)

/** Shape 3: Keystone. */
export const iamRefusal = (status: number, title: string, message: string): Refusal =>
  new Refusal(status, { error: { code: status, message, title } })

/** Shape 4: ECS, IMS and similar. */
export const imsRefusal = (status: number, code: string, message: string): Refusal =>
  new Refusal(status, { error: { code, message } })

/** Shape 5: VPC and EIP. */
export const vpcRefusal = (status: number, code: string, message: string): Refusal =>
  new Refusal(status, { code, message })

/** Shape 7: OpenStack. */
export const openStackRefusal = (status: number, kind: string, message: string): Refusal =>
  new Refusal(status, { [kind]: { code: status, message } })
