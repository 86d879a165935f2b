// object.js: one sealed, immutable piece of a ticket (see shared/hark-object.h)
import {
  H, aead, aeadOpen, cat, check, int, isSigned, lp, random, same, sign, split, toInt, utf8, wipe, zeros
} from './seal.js'

export const REPORT = 1
export const MESSAGE = 2
export const MANIFEST = 8
export const MAX_BODY = 100 * 1024 - 128 // bytes of JSON

const MAGIC = utf8('HKO1')
const BUCKETS = [1, 4, 16, 64, 100].map(k => k * 1024)
const HEADER = 96

const digestOf = (header, commit, before) => H(32, null, null, header, commit, before)
const signed = (org, digest) => cat(lp('hark/sig/obj/v1'), org, digest)

// @o has type, flags, org, ticket, object, author, epoch, counter, prev, time, head, body (text), seed (null: unsigned)
export function seal (o, key, nonce = random(24)) {
  const header = cat(MAGIC, int(1, 1), int(1, 1), int(o.type, 1), int(o.flags, 1), o.org, o.ticket, o.object,
    o.author, int(o.epoch, 4), int(o.counter, 4), o.prev)
  const both = H(64, key, 'hark/obj/v1', header)
  const body = utf8(o.body)
  const before = cat(int(1, 1), int(o.seed ? 1 : 0, 1), int(o.time, 8), o.head, int(body.length, 4), body)
  const digest = digestOf(header, both.subarray(32), before)
  const data = cat(before, o.seed ? sign(o.seed, signed(o.org, digest)) : zeros(0))
  const padded = zeros(BUCKETS.find(b => data.length < b))
  padded.set(data)
  padded[data.length] = 0x80
  const sealed = cat(header, both.subarray(32), nonce, aead(both.subarray(0, 32), nonce, header, padded))
  wipe(body, before, data, padded, both)
  return { sealed, digest }
}

export function readHeader (sealed) {
  const [magic, versions, type, flags, org, ticket, object, author, epoch, counter, prev] =
    split(sealed, 4, 2, 1, 1, 16, 16, 16, 16, 4, 4, 16)
  check(same(magic, MAGIC) && same(versions, int(0x0101, 2)), 'this is no object of this version')
  check(flags[0] <= 1, 'an object has an unknown flag')
  return { type: type[0], flags: flags[0], org, ticket, object, author, epoch: toInt(epoch), counter: toInt(counter), prev }
}

function unpad (padded) {
  let end = padded.length - 1
  while (end >= 0 && padded[end] === 0) end--
  check(padded[end] === 0x80 && BUCKETS.find(b => end < b) === padded.length, 'the padding is not one')
  return padded.subarray(0, end)
}

// The header's fields and time, head, body (parsed), sig (null: unsigned) and digest.
export function open (sealed, key) {
  const [header, commit, nonce, box] = split(sealed, HEADER, 32, 24)
  const both = H(64, key, 'hark/obj/v1', header)
  check(same(both.subarray(32), commit), 'an object is not what it was')
  const data = unpad(aeadOpen(both.subarray(0, 32), nonce, header, box))
  const [version, flags, time, head, length, rest] = split(data, 1, 1, 8, 16, 4)
  check(version[0] === 1 && flags[0] <= 1 && rest.length === toInt(length) + 64 * flags[0], 'an object is malformed')
  const [body, sig] = split(rest, toInt(length))
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  return { ...readHeader(sealed), time: toInt(time), head, body: JSON.parse(text), sig: flags[0] ? sig : null,
    digest: digestOf(header, commit, data.subarray(0, data.length - sig.length)) }
}

export const isBy = (o, pk) => o.sig !== null && isSigned(pk, signed(o.org, o.digest), o.sig)
