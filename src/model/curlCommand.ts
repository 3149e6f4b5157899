import {
  type CopiedRequest,
  PASSWORD_VARIABLE,
  remarks,
  shellWord,
  USER_DATA_VARIABLE,
  waitRemark,
} from './copiedRequest'

/** Leaves a quoted word for a variable, and comes back: its value is text without quotes or backslashes. */
const variable = (name: string): string => `'"$${name}"'`

/** The request as a curl command; date and signature are places to fill in. */
export function curlCommand(request: CopiedRequest): string {
  const { imageId, login, userDataName, projectId, url, stopUrl, caFile } = request
  const text = (value: string): string => JSON.stringify(value).replaceAll("'", `'\\''`)
  const fields = [
    ...(imageId ? [`"image_id":${text(imageId)}`] : []),
    login === 'password'
      ? `"admin_pass":"${variable(PASSWORD_VARIABLE)}"`
      : `"key_pair_name":${text(login.keyPairName)}`,
    ...(userDataName ? [`"user_data":"${variable(USER_DATA_VARIABLE)}"`] : []),
  ]
  const signature = 'SDK-HMAC-SHA256 Access=<ACCESS_KEY>, SignedHeaders=<SIGNED_HEADERS>, Signature=<SIGNATURE>'
  const headers = [
    `--header ${shellWord(`X-Project-Id: ${projectId}`)}`,
    "--header 'X-Sdk-Date: <YYYYMMDDTHHMMSSZ>'",
    `--header '${`Authorization: ${signature}`}'`,
  ]
  const trust = caFile ? [`--cacert ${shellWord(caFile)}`] : []
  const json = "--header 'Content-Type: application/json'"
  const words = [
    'curl --request POST',
    shellWord(url),
    ...trust,
    json,
    ...headers,
    `--data-raw '{${fields.join(',')}}'`,
  ]
  const stop = stopUrl ? [['curl --request PUT', shellWord(stopUrl), ...trust, ...headers]] : []
  const signing = stopUrl ? 'of each of the two requests' : 'of exactly this request'
  const commands = [...stop, words].map((command) => `${command.join(' \\\n  ')}\n`)
  const more = [...waitRemark(request), `Fill in the date and the signature ${signing}.`]
  return remarks(request, undefined, more) + commands.join('\n')
}
