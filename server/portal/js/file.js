// file.js: attachments in sealed chunks (see shared/hark-file.h)
import { H, aead, aeadOpen, base64, cat, check, fromBase64, fromHex, hex, int, lp, random, same, zeros } from './seal.js'

export const CHUNK = 65536
const TAG = 16
export const MAX_NAME = 255 // bytes

export function padme (size) {
  if (size <= 1024) return 1024
  const e = Math.floor(Math.log2(size))
  const step = 2 ** (e - (Math.floor(Math.log2(e)) + 1))
  return Math.ceil(size / step) * step
}

const ad = (blob, i, last) => cat(lp('hark/file/v1'), blob, int(i, 8), int(last ? 1 : 0, 1))

// The sealed bytes of a whole file, and what its manifest says of them.
export function seal (data, blob = random(16), key = random(32), prefix = random(16)) {
  const padded = zeros(padme(data.length))
  padded.set(data)
  const chunks = Math.ceil(padded.length / CHUNK)
  const pieces = []
  for (let i = 0; i < chunks; i++) {
    pieces.push(aead(key, cat(prefix, int(i, 8)), ad(blob, i, i === chunks - 1), padded.subarray(i * CHUNK, (i + 1) * CHUNK)))
  }
  return { sealed: cat(...pieces), blob, key, prefix, size: data.length, padded: padded.length, chunks,
    hash: H(32, key, null, ...pieces.map(piece => piece.subarray(-TAG))) }
}

export const toManifest = (file, withId, name, type) => ({
  blob: hex(file.blob), with: hex(withId), side: 'reporter', name, type, size: file.size, padded: file.padded,
  key: base64(file.key), prefix: base64(file.prefix), chunks: file.chunks, hash: base64(file.hash)
})

export const hasControl = text => /[\u0000-\u001f\u007f-\u009f]/.test(text)

// A manifest's body, checked; ids and keys as bytes.
export function readManifest (body) {
  const { name, type, size, padded, chunks } = body
  check(typeof name === 'string' && name !== '' && name.length <= MAX_NAME && !/[/\\]/.test(name) && !hasControl(name),
    'a file has no fit name')
  check(typeof type === 'string' && /^[\x20-\x7e]{0,127}$/.test(type), 'a file has no fit type')
  check([size, padded, chunks].every(n => Number.isSafeInteger(n) && n >= 0) && padded === padme(size) &&
    chunks === Math.ceil(padded / CHUNK), 'the sizes of a file do not agree')
  const file = { name, type, size, padded, chunks, side: body.side, blob: fromHex(body.blob), with: fromHex(body.with),
    key: fromBase64(body.key), prefix: fromBase64(body.prefix), hash: fromBase64(body.hash) }
  check(file.blob.length === 16 && file.with.length === 16 && file.key.length === 32 && file.prefix.length === 16,
    'a file has no key')
  return file
}

// The bytes of a file whose sealed ones are all there.
export function open (sealed, file) {
  check(sealed.length === file.padded + file.chunks * TAG, 'a file has another length')
  const tags = []
  const out = zeros(file.padded)
  for (let i = 0; i < file.chunks; i++) {
    const piece = sealed.subarray(i * (CHUNK + TAG), (i + 1) * (CHUNK + TAG))
    tags.push(piece.subarray(-TAG))
    out.set(aeadOpen(file.key, cat(file.prefix, int(i, 8)), ad(file.blob, i, i === file.chunks - 1), piece), i * CHUNK)
  }
  check(same(H(32, file.key, null, ...tags), file.hash), 'a file is not what it was')
  return out.subarray(0, file.size)
}
