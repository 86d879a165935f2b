// seal.js: the primitives of the formats (see shared/hark-seal.h), byte for byte what libsodium makes of them.
//
// Whatever is drawn at random can be given instead: the fixed vectors in tests/vectors are made by these functions.
import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { xsalsa20poly1305, hsalsa } from '@noble/ciphers/salsa.js'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, concatBytes, utf8ToBytes, randomBytes } from '@noble/hashes/utils.js'

export const hex = bytesToHex
export const fromHex = hexToBytes
export const cat = concatBytes
export const utf8 = utf8ToBytes
export const random = randomBytes
export const zeros = n => new Uint8Array(n)

// What does not hold is refused with this, whatever it was.
export class Unverified extends Error {}

export function check (holds, what) {
  if (!holds) throw new Unverified(what)
}

export const same = (a, b) => a.length === b.length && a.reduce((d, byte, i) => d | (byte ^ b[i]), 0) === 0
export const isZero = bytes => bytes.every(byte => byte === 0)
export const wipe = (...all) => all.forEach(bytes => bytes?.fill(0))

// little-endian
export function int (value, n) {
  const out = zeros(n)
  for (let i = 0, v = BigInt(value); i < n; i++, v >>= 8n) out[i] = Number(v & 255n)
  return out
}

export const toInt = bytes => bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)

// Base64 as JSON carries it.
export function base64 (bytes) {
  let text = ''
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return btoa(text)
}

export const fromBase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0))

// Cuts what is there into pieces of these lengths, in order; the rest is what is left.
export function split (bytes, ...lengths) {
  let at = 0
  const parts = lengths.map(n => bytes.subarray(at, at += n))
  check(at <= bytes.length, 'too short')
  return [...parts, bytes.subarray(at)]
}

export const lp = tag => cat(int(tag.length, 1), utf8(tag))
// n bytes; key and tag null for none
export const H = (n, key, tag, ...parts) =>
  blake2b(cat(tag === null ? zeros(0) : lp(tag), ...parts), { dkLen: n, key: key ?? undefined })
// crypto_kdf
export const subkey = (n, id, context, key) =>
  blake2b(zeros(0), { dkLen: n, key, salt: cat(int(id, 8), zeros(8)), personalization: cat(utf8(context), zeros(8)) })

export function boxKeys (seed) {
  const sk = sha512(seed).slice(0, 32)
  return { pk: x25519.getPublicKey(sk), sk }
}

export const signKeys = seed => ({ pk: ed25519.getPublicKey(seed), seed })
export const sign = (seed, message) => ed25519.sign(message, seed)

export function isSigned (pk, message, sig) {
  try {
    return ed25519.verify(sig, message, pk, { zip215: false }) // else it takes what libsodium refuses
  } catch {
    return false
  }
}

export const aead = (key, nonce, ad, data) => xchacha20poly1305(key, nonce, ad).encrypt(data)

export function aeadOpen (key, nonce, ad, data) {
  try {
    return xchacha20poly1305(key, nonce, ad).decrypt(data)
  } catch {
    throw new Unverified('a box does not open')
  }
}

const words = bytes => new Uint32Array(bytes.slice().buffer)

// Between who holds @sk and @other; the nonce is of the box's two public keys.
function salsa (sk, other, epk, pk) {
  const key = new Uint32Array(8)
  hsalsa(words(utf8('expand 32-byte k')), words(x25519.getSharedSecret(sk, other)), new Uint32Array(4), key)
  return xsalsa20poly1305(new Uint8Array(key.buffer), blake2b(cat(epk, pk), { dkLen: 24 }))
}

// crypto_box_seal
export function sealBox (message, pk, ephemeral = random(32)) {
  const epk = x25519.getPublicKey(ephemeral)
  return cat(epk, salsa(ephemeral, pk, epk, pk).encrypt(message))
}

export function openBox (sealed, { pk, sk }) {
  const [epk, rest] = split(sealed, 32)
  try {
    return salsa(sk, epk, epk, pk).decrypt(rest)
  } catch {
    throw new Unverified('a box does not open')
  }
}
