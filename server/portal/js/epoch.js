// epoch.js: a ticket's keys, and to whom they are sealed (see shared/hark-epoch.h)
import {
  H, aead, aeadOpen, cat, check, int, isSigned, isZero, lp, openBox, random, same, sealBox, sign, split, toInt, zeros
} from './seal.js'

export const MEMBER = 1
export const REPORTER = 2
export const RECOVERY = 3
const MAX_EXCLUDED = 100
const LEAST = 262 // bytes of a statement in which nobody is excluded

export const commit = (key, ticket, epoch) =>
  isZero(key) ? zeros(32) : H(32, key, 'hark/kc/v1', ticket, int(epoch, 4))

// @e has ticket, epoch, prev, area, sh, in (keys), reporter, head, excluded, author; @seed null: not signed
export function write (e, org, seed = null) {
  const before = cat(e.ticket, int(e.epoch, 4), e.prev, e.area, commit(e.sh, e.ticket, e.epoch),
    commit(e.in, e.ticket, e.epoch), e.reporter, e.head, int(e.excluded.length, 2), ...e.excluded, e.author)
  return cat(before, seed ? sign(seed, cat(lp('hark/sig/epoch/v1'), org, before)) : zeros(64))
}

const isBefore = (a, b) => {
  const i = a.findIndex((byte, at) => byte !== b[at])
  return i >= 0 && a[i] < b[i]
}

export function read (statement) {
  const [ticket, epoch, prev, area, commitSh, commitIn, reporter, head, n, rest] =
    split(statement, 16, 4, 32, 16, 32, 32, 32, 16, 2)
  check(toInt(n) <= MAX_EXCLUDED && statement.length === LEAST + 16 * toInt(n), 'a statement has another length')
  const parts = split(rest, ...Array(toInt(n)).fill(16), 16)
  const excluded = parts.slice(0, -2)
  check(excluded.every((id, i) => i === 0 || isBefore(excluded[i - 1], id)), 'the excluded are in no order')
  check(isZero(prev) === (toInt(epoch) === 0), 'a statement has a wrong one before it')
  return { ticket, epoch: toInt(epoch), prev, area, commitSh, commitIn, reporter, head, excluded,
    author: parts.at(-2), statement }
}

export const hash = statement => H(32, null, null, statement)

// @pk null for who is nobody: only the first one, without the team's key and a signature
export function isValid (e, org, pk) {
  const sig = e.statement.subarray(-64)
  if (isZero(e.author)) return pk === null && e.epoch === 0 && isZero(e.commitIn) && isZero(sig)
  return pk !== null && isSigned(pk, cat(lp('hark/sig/epoch/v1'), org, e.statement.subarray(0, -64)), sig)
}

// Whether it says what the one before says, but that its author is excluded: what an Observer may open, too.
export function excludesItself (e, before) {
  const rest = e.excluded.filter(id => !same(id, e.author))
  return same(e.area, before.area) && same(e.reporter, before.reporter) && rest.length === e.excluded.length - 1 &&
    rest.length === before.excluded.length && rest.every((id, i) => same(id, before.excluded[i]))
}

const slotHead = (kind, epoch, ticket, org, recipient, statement) =>
  cat(int(0x0101, 2), int(kind, 2), int(epoch, 4), ticket, org, recipient, hash(statement))

export function sealSlot (e, statement, org, kind, recipient, pk, ephemeral = undefined) {
  const inside = cat(slotHead(kind, e.epoch, e.ticket, org, recipient, statement), e.sh,
    kind === REPORTER ? zeros(32) : e.in, zeros(8))
  return sealBox(inside, pk, ephemeral)
}

// The reporter's: K_sh. @e as read() gives it.
export function openSlot (slot, e, org, box) {
  check(slot.length === 208, 'a slot has another length')
  const inside = openBox(slot, box)
  const head = slotHead(REPORTER, e.epoch, e.ticket, org, zeros(16), e.statement)
  const [its, sh, rest] = split(inside, head.length, 32)
  check(same(its, head) && isZero(rest) && !isZero(sh), 'a slot is of something else')
  check(same(commit(sh, e.ticket, e.epoch), e.commitSh), 'a key is not the one that its epoch names')
  return sh.slice()
}

const pastAd = (ticket, epoch, sort) => cat(lp('hark/past/v1'), ticket, int(epoch, 4), int(sort, 1))

export const sealPast = (e, sort, key, old, nonce = random(24)) =>
  cat(nonce, aead(key, nonce, pastAd(e.ticket, e.epoch, sort), old))

// K_sh of the epoch before @e; @before as read() gives it
export function openPast (e, before, key, past) {
  const [nonce, sealed] = split(past, 24)
  const old = aeadOpen(key, nonce, pastAd(e.ticket, e.epoch, 0), sealed)
  check(same(commit(old, before.ticket, before.epoch), before.commitSh), 'a key is not the one that its epoch names')
  return old
}
