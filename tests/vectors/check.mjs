// check.mjs: what runs in browsers makes and opens the fixed vectors, refuses what is not them, and is what is
// committed as a bundle. `npm ci` in server/portal/js brings what it needs (tests/run does it).
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as account from '../../server/portal/js/account.js'
import * as attachment from '../../server/portal/js/file.js'
import * as epochs from '../../server/portal/js/epoch.js'
import * as objects from '../../server/portal/js/object.js'
import { boxKeys, fromHex, hex, openBox, random, same, sealBox, signKeys, zeros } from '../../server/portal/js/seal.js'

const here = new URL('.', import.meta.url).pathname
const script = join(here, '../../server/portal/js')
const vectors = name => JSON.parse(readFileSync(join(here, `${name}.json`), 'utf8'))

const promises = []
const promise = (name, check) => promises.push([name, check])

function expect (value, wanted, what) {
  if (value !== wanted) throw new Error(`${what}: ${value} instead of ${wanted}`)
}

function refused (call, what) {
  try {
    call()
  } catch {
    return
  }
  throw new Error(`${what} was not refused`)
}

// One bit of each byte in turn.
function eachChange (bytes, call) {
  for (let i = 0; i < bytes.length; i++) {
    const changed = bytes.slice()
    changed[i] ^= 1 << (i % 8)
    call(changed, `byte ${i}`)
  }
}

const inFolder = check => {
  const folder = mkdtempSync(join(tmpdir(), 'hark-vectors-'))
  try {
    check(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

promise('the vectors come out the same', () => inFolder(folder => {
  execFileSync(process.execPath, [join(here, 'make.mjs')], { env: { ...process.env, HARK_VECTORS: folder } })
  const made = readdirSync(folder)
  expect(made.length > 0, true, 'files') // others may lie beside them, made by something else
  for (const name of made) {
    expect(readFileSync(join(folder, name), 'utf8') === readFileSync(join(here, name), 'utf8'), true, name)
  }
}))

promise('the bundle is what its sources and the locked packages make', () => inFolder(folder => {
  const made = join(folder, 'portal.min.js')
  execFileSync(process.execPath, [join(script, 'build.mjs'), made])
  expect(readFileSync(made).equals(readFileSync(join(script, 'portal.min.js'))), true, 'the same bytes')
}))

promise('a bundle opens with its password alone, and no other one does', async () => {
  const v = vectors('account')
  const [org, user] = [fromHex(v.org), fromHex(v.user)]
  const cost = { ops: v.portal_ops, mem: v.portal_mem_kib, salt: fromHex(v.portal_salt) }
  for (const { password, login_hash: loginHash, bundle } of v.portal) {
    const secrets = await account.derive(password, cost, org, user)
    expect(hex(account.loginHash(secrets.login)), loginHash, 'login')
    const keys = account.unwrap(fromHex(bundle), secrets, org, user)
    expect(hex(keys.signSeed), v.sign_seed, 'sign seed')
    expect(hex(keys.box.pk), v.box_pk, 'box key')
    eachChange(fromHex(bundle), (changed, what) => refused(() => account.unwrap(changed, secrets, org, user), what))
    refused(() => account.unwrap(fromHex(bundle), secrets, org, random(16)), 'another user')
    refused(() => account.unwrap(fromHex(bundle), secrets, random(16), user), 'another organisation')
    refused(() => account.unwrap(fromHex(bundle).subarray(0, -1), secrets, org, user), 'a shorter one')
  }
})

promise('a cost below the floor is refused', async () => {
  for (const cost of [{ ops: 1, mem: account.MEM }, { ops: 2, mem: account.MEM - 1 }, { ops: 2, mem: 2 ** 30 }]) {
    let error
    await account.derive('five quiet herons', { ...cost, salt: zeros(16) }, zeros(16), zeros(16)).catch(e => { error = e })
    expect(error !== undefined, true, JSON.stringify(cost))
  }
})

promise('keys that were wiped are not locked', () => {
  const cost = account.newCost()
  for (const name of ['signSeed', 'boxSeed']) {
    const keys = account.newKeys()
    keys[name].fill(0)
    refused(() => account.wrap(keys, { wrap: random(32) }, cost, random(16), random(16)), name)
  }
})

promise('a reporter opens their slot and what was before, and nothing else', () => {
  const v = vectors('epoch')
  const org = fromHex(v.org)
  const box = boxKeys(fromHex(v.reporter_seed))
  const author = signKeys(fromHex(v.author_sign_seed)).pk
  const read = v.epochs.map(e => epochs.read(fromHex(e.statement)))
  v.epochs.forEach((e, i) => {
    expect(epochs.isValid(read[i], org, i === 0 ? null : author), true, 'signature')
    expect(hex(epochs.openSlot(fromHex(e.slots[1].slot), read[i], org, box)), e.sh, 'key')
    refused(() => epochs.openSlot(fromHex(e.slots[0].slot), read[i], org, box), "a member's slot")
    refused(() => epochs.openSlot(fromHex(e.slots[1].slot), read[1 - i], org, box), 'the slot of another epoch')
    refused(() => epochs.openSlot(fromHex(e.slots[1].slot), read[i], random(16), box), 'another organisation')
    eachChange(fromHex(e.slots[1].slot), (changed, what) => refused(() => epochs.openSlot(changed, read[i], org, box), what))
  })
  const past = fromHex(v.past[0].box)
  expect(hex(epochs.openPast(read[1], read[0], fromHex(v.epochs[1].sh), past)), v.epochs[0].sh, 'the key before')
  eachChange(past, (changed, what) =>
    refused(() => epochs.openPast(read[1], read[0], fromHex(v.epochs[1].sh), changed), what))
  eachChange(read[1].statement, changed => {
    let its
    try { its = epochs.read(changed) } catch { return }
    expect(epochs.isValid(its, org, author), false, 'a changed statement')
  })
})

promise('an object opens as it was sealed, by whom it says', () => {
  const v = vectors('object')
  for (const o of v.objects) {
    const sealed = fromHex(o.sealed)
    const opened = objects.open(sealed, fromHex(v.key))
    expect(JSON.stringify(opened.body), o.body, 'body')
    expect(opened.time, o.time, 'time')
    expect(opened.counter, o.counter, 'counter')
    expect(hex(opened.digest), o.digest, 'digest')
    if (o.sign_seed) {
      expect(objects.isBy(opened, signKeys(fromHex(o.sign_seed)).pk), true, 'signature')
      expect(objects.isBy(opened, signKeys(random(32)).pk), false, "another one's signature")
    } else {
      expect(objects.isBy(opened, signKeys(random(32)).pk), false, 'no signature')
    }
    eachChange(sealed, (changed, what) => refused(() => objects.open(changed, fromHex(v.key)), what))
    refused(() => objects.open(sealed, random(32)), 'another key')
  }
})

promise('a file opens whole or not at all', () => {
  const data = Uint8Array.from({ length: 200000 }, (_, i) => (i * 31 + (i >> 8)) & 255)
  const file = attachment.seal(data)
  const manifest = attachment.readManifest(attachment.toManifest(file, random(16), 'letter.pdf', 'application/pdf'))
  expect(same(attachment.open(file.sealed, manifest), data), true, 'the file')
  refused(() => attachment.open(file.sealed.subarray(0, -1), manifest), 'a shorter one')
  const piece = attachment.CHUNK + 16
  const turned = file.sealed.slice()
  turned.set(file.sealed.subarray(0, piece), piece)
  turned.set(file.sealed.subarray(piece, 2 * piece), 0)
  refused(() => attachment.open(turned, manifest), 'pieces in another order')
  turned.set(file.sealed)
  turned[199999] ^= 1
  refused(() => attachment.open(turned, manifest), 'another byte')
  for (const change of [{ name: 'a/b' }, { name: '' }, { name: 'a\u0007' }, { type: 'ä' }, { size: -1 }, { size: 1e9 },
    { chunks: 3 }, { blob: '00' }, { key: '' }, { name: 5 }]) {
    refused(() => attachment.readManifest({ ...attachment.toManifest(file, random(16), 'a', 'b'), ...change }),
      JSON.stringify(change))
  }
})

promise('a sealed box opens for whose it is', () => {
  const [one, other] = [boxKeys(random(32)), boxKeys(random(32))]
  const sealed = sealBox(new Uint8Array([1, 2, 3]), one.pk)
  expect(hex(openBox(sealed, one)), '010203', 'inside')
  refused(() => openBox(sealed, other), 'the key of somebody else')
  refused(() => sealBox(zeros(3), zeros(32)), 'a key of low order')
})

let failed = 0
console.log(`1..${promises.length}`)
for (const [index, [name, check]] of promises.entries()) {
  try {
    await check()
    console.log(`ok ${index + 1} - ${name}`)
  } catch (error) {
    failed++
    console.log(`not ok ${index + 1} - ${name}`)
    console.log(String(error.stack ?? error).replace(/^/gm, '# '))
  }
}
process.exitCode = failed ? 1 : 0
