// account.js: what an account's password becomes, and the bundle of its keys (see shared/hark-account.h)
import { argon2id, argon2idAsync } from '@noble/hashes/argon2.js'
import {
  H, aead, aeadOpen, boxKeys, cat, check, int, isZero, random, same, signKeys, split, subkey, toInt, utf8, wipe, zeros
} from './seal.js'

export const OPS = 2
export const MEM = 19 * 1024 // KiB
const MAX_OPS = 10
const MAX_MEM = 1024 * 1024
const MAX_PASSWORD = 1024 // bytes
export const BUNDLE = 296 // bytes

const normal = password => utf8(password.normalize('NFKC'))

// Whether it may be chosen: long enough once normalised, and not longer than is taken.
export const isPassword = (password, min) =>
  [...password.normalize('NFKC')].length >= min && Math.max(utf8(password).length, normal(password).length) <= MAX_PASSWORD

export const secretsOf = mk => ({ login: subkey(32, 1, 'HKuauth_', mk), wrap: subkey(32, 2, 'HKuwrap_', mk) })
export const masterOf = (stretched, accountKey, org, user) => H(32, accountKey, 'hark/user-mk/v1', org, user, stretched)
export const loginHash = login => H(32, null, 'hark/login/v1', login)

export const stretch = (password, { ops, mem, salt }) =>
  argon2id(normal(password), salt, { t: ops, m: mem, p: 1, dkLen: 32 })

// Of a portal-only account, whose key is zeros. In slices, so that the page stays alive; @tell gets shares of 1.
// A server's cost is not trusted.
export async function derive (password, { ops, mem, salt }, org, user, tell = () => {}) {
  check(ops >= OPS && ops <= MAX_OPS && mem >= MEM && mem <= MAX_MEM && salt.length === 16, 'the cost is not fair')
  const bytes = normal(password)
  const stretched = await argon2idAsync(bytes, salt, { t: ops, m: mem, p: 1, dkLen: 32, asyncTick: 20, onProgress: tell })
  const mk = masterOf(stretched, zeros(16), org, user)
  const secrets = secretsOf(mk)
  wipe(bytes, stretched, mk)
  return secrets
}

export const newCost = () => ({ ops: OPS, mem: MEM, salt: random(16) })

export const keysOf = (signSeed, boxSeed) =>
  ({ signSeed, boxSeed, sign: signKeys(signSeed), box: boxKeys(boxSeed) })

export const newKeys = () => keysOf(random(32), random(32))

const MAGIC = utf8('HKU1')

export function wrap (keys, { wrap: key }, { ops, mem, salt }, org, user, generation = 1, nonce = random(24)) {
  const header = cat(MAGIC, int(1, 1), int(1, 1), int(generation, 2), org, user, int(ops, 4), int(mem, 4), salt)
  const both = H(64, key, 'hark/bundle/v1', header)
  check(!isZero(keys.signSeed) && !isZero(keys.boxSeed), 'the keys were wiped')
  const inside = cat(keys.signSeed, keys.boxSeed, zeros(96))
  const sealed = aead(both.subarray(0, 32), nonce, header, inside)
  const bundle = cat(header, both.subarray(32), nonce, sealed)
  wipe(inside, both)
  return bundle
}

export function unwrap (bundle, { wrap: key }, org, user) {
  check(bundle.length === BUNDLE, 'the bundle has another length')
  const [header, commit, nonce, sealed] = split(bundle, 64, 32, 24)
  const [magic, versions, generation, itsOrg, itsUser] = split(header, 4, 2, 2, 16, 16)
  check(same(magic, MAGIC) && same(versions, int(0x0101, 2)), 'this is no bundle of this version')
  check(toInt(generation) > 0 && same(itsOrg, org) && same(itsUser, user), 'the bundle is of somebody else')
  const both = H(64, key, 'hark/bundle/v1', header)
  check(same(both.subarray(32), commit), 'the bundle is not what it was')
  const inside = aeadOpen(both.subarray(0, 32), nonce, header, sealed)
  check(isZero(inside.subarray(64)), 'the bundle holds something else')
  const keys = keysOf(inside.slice(0, 32), inside.slice(32, 64))
  wipe(both, inside)
  return keys
}
