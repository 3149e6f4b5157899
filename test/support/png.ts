import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** Colours as 0xrrggbb, row by row. */
interface Pixels {
  readonly width: number
  readonly height: number
  readonly colours: Uint32Array
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const PALETTE_SIZE = 256

/** The same picture with at most 256 colours: a third of the bytes, and for a window's flat areas nobody sees it. */
export function lighter(png: Buffer): Buffer {
  const { width, height, colours } = decode(png)
  const palette = paletteOf(colours)
  const indexOf = nearest(palette)
  const lines = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = indexOf(colours[y * width + x] ?? 0)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const table = Buffer.from(palette.flatMap(channels))
  const data = deflateSync(lines, { level: 9 })
  const chunks = [chunk('IHDR', header), chunk('PLTE', table), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([SIGNATURE, ...chunks])
}

const channels = (colour: number): [number, number, number] => [colour >> 16, (colour >> 8) & 255, colour & 255]

/** The most frequent colours, and of those that differ little only one. */
function paletteOf(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const frequent = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour)
  const alike = new Set<number>()
  const palette = frequent.filter((colour) => {
    const rough = colour & 0xf0f0f0
    const isNew = alike.size < PALETTE_SIZE / 2 ? !alike.has(colour) : !alike.has(rough)
    return isNew && alike.add(colour).add(rough) !== undefined
  })
  return palette.slice(0, PALETTE_SIZE)
}

function nearest(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]))
  return (colour) => {
    const found = known.get(colour)
    if (found !== undefined) return found
    const distances = palette.map((other) => distance(colour, other))
    const index = distances.indexOf(Math.min(...distances))
    known.set(colour, index)
    return index
  }
}

function distance(a: number, b: number): number {
  const [ar, ag, ab] = channels(a)
  const [br, bg, bb] = channels(b)
  return (ar - br) ** 2 + (ag - bg) ** 2 + (ab - bb) ** 2
}

/** Reads what browsers write: eight bits a channel, with or without alpha, not interlaced. */
function decode(png: Buffer): Pixels {
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  const kind = png[25]
  if (png[24] !== 8 || (kind !== 2 && kind !== 6) || png[28] !== 0) throw new Error('not a picture of this kind')
  const size = kind === 6 ? 4 : 3
  const lines = unfiltered(inflateSync(dataOf(png)), width * size, height, size)
  const colours = new Uint32Array(width * height)
  for (let at = 0; at < colours.length; at++) colours[at] = lines.readUIntBE(at * size, 3)
  return { width, height, colours }
}

function dataOf(png: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    const isData = png.toString('latin1', at + 4, at + 8) === 'IDAT'
    if (isData) parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  return Buffer.concat(parts)
}

/** Undoes the prediction of each line (PNG specification, 9.2). */
function unfiltered(data: Buffer, length: number, height: number, size: number): Buffer {
  const lines = Buffer.alloc(length * height)
  for (let y = 0; y < height; y++) {
    const filter = data[y * (length + 1)] ?? 0
    for (let x = 0; x < length; x++) {
      const at = y * length + x
      const left = x < size ? 0 : (lines[at - size] ?? 0)
      const up = y === 0 ? 0 : (lines[at - length] ?? 0)
      const corner = x < size || y === 0 ? 0 : (lines[at - length - size] ?? 0)
      lines[at] = ((data[y * (length + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner)) & 255
    }
  }
  return lines
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ]
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
