// ticket.js: a ticket's conversation, opened with the account's keys, and what is sealed for it.
//
// As on the pages without a script: each epoch and each message of the team is signed by somebody who was allowed to at
// the moment that they name. Whose key that is, and whether they were, the server says by its roster.
import * as api from './api.js'
import * as attachment from './file.js'
import * as epochs from './epoch.js'
import * as objects from './object.js'
import { base64, check, fromBase64, fromHex, hex, isZero, random, same, utf8, zeros } from './seal.js'



// ---- opening ----

// Statements that are a chain, and K_sh of each.
function openKeys (ticket, org, box) {
  const id = fromHex(ticket.id)
  const list = ticket.epochs.map(row => epochs.read(fromBase64(row.statement)))
  check(list.length > 0, 'there is no epoch')
  list.forEach((e, i) => {
    check(e.epoch === i && same(e.ticket, id), 'the epochs are no chain')
    check(i === 0 || same(e.prev, epochs.hash(list[i - 1].statement)), 'the epochs are no chain')
  })
  const keys = []
  const last = list.length - 1
  keys[last] = epochs.openSlot(fromBase64(ticket.slot), list[last], org, box)
  for (let i = last; i > 0; i--) {
    keys[i - 1] = epochs.openPast(list[i], list[i - 1], keys[i], fromBase64(ticket.epochs[i].past))
  }
  return { id, list, keys }
}

function openObject (sealed, { id, keys }, org) {
  const header = objects.readHeader(sealed)
  check(header.epoch < keys.length && same(header.org, org) && same(header.ticket, id), 'an object is of something else')
  const opened = objects.open(sealed, keys[header.epoch])
  check(opened.body !== null && typeof opened.body === 'object', 'an object is malformed')
  return opened
}

// What a report of a list is about, null where that does not open.
export function openSubject (ticket, org, box) {
  try {
    const { body, type } = openObject(fromBase64(ticket.objects[0]), openKeys(ticket, org, box), org)
    return type === objects.REPORT && typeof body.subject === 'string' ? body.subject : null
  } catch {
    return null
  }
}

const toSigner = (author, head, area, observer) =>
  ({ author: hex(author), head: base64(head), area: hex(area), observer })

// The keys of those who signed, in the same order; null for who was not allowed to.
async function findSigners (ticket, signers) {
  const asked = [...new Set(signers.map(signer => JSON.stringify(signer)))]
  if (asked.length === 0) return []
  const { keys } = await api.post('signers', { ticket: ticket.id, signers: asked.map(text => JSON.parse(text)) })
  return signers.map(signer => {
    const key = keys[asked.indexOf(JSON.stringify(signer))]
    return key ? fromBase64(key) : null
  })
}

const isText = (body, name) => typeof body[name] === 'string'

function toEntry (o, fromTeam) {
  const { body } = o
  if (o.type === objects.REPORT) {
    check(!fromTeam && isText(body, 'report') && isText(body, 'subject'), 'a report is malformed')
    const asked = (Array.isArray(body.answers) ? body.answers : [])
      .filter(answer => answer && isText(answer, 'label') && isText(answer, 'answer'))
    return { subject: body.subject, text: body.report, asked }
  }
  check(o.type === objects.MESSAGE && isText(body, 'text') && body.side === (fromTeam ? 'team' : 'reporter'),
    'a message is of another side')
  return { text: body.text, asked: [] }
}

function addObject (entries, o, fromTeam) {
  if (o.type !== objects.MANIFEST) {
    entries.push({ ...toEntry(o, fromTeam), id: o.object, fromTeam, time: o.time, files: [] })
    return
  }
  const file = attachment.readManifest(o.body)
  const entry = entries.find(its => same(its.id, file.with))
  check(entry && entry.fromTeam === fromTeam && file.side === (fromTeam ? 'team' : 'reporter'), 'a file belongs to nothing')
  entry.files.push(file)
}

// What opens of @texts, each object once, and in the order that their writers gave them.
function openObjects (texts, opened, org) {
  const list = []
  const seen = new Set()
  for (const text of texts) {
    try {
      const o = openObject(fromBase64(text), opened, org)
      check(!seen.has(hex(o.object)), 'an object is there twice')
      seen.add(hex(o.object))
      list.push(o)
    } catch {} // it is missing in the list
  }
  return list.sort((a, b) => a.counter - b.counter)
}

// What the server sent of a ticket, opened and verified: { entries, isDoubtful, … }. Throws where its keys do not hold.
export async function openTicket (ticket, org, box) {
  const opened = openKeys(ticket, org, box)
  const list = openObjects(ticket.objects, opened, org)
  let isDoubtful = list.length < ticket.objects.length
  const later = opened.list.slice(1)
  const byTeam = list.filter(o => !isZero(o.author))
  const keys = await findSigners(ticket, [
    ...later.map((e, i) => toSigner(e.author, e.head, opened.list[i].area, epochs.excludesItself(e, opened.list[i]))),
    ...byTeam.map(o => toSigner(o.author, o.head, opened.list[o.epoch].area, false))])
  check(epochs.isValid(opened.list[0], org, null) && later.every((e, i) => epochs.isValid(e, org, keys[i])),
    'an epoch was opened by somebody who may not')
  const entries = []
  let counter = 0
  for (const o of list) {
    const fromTeam = !isZero(o.author)
    try {
      const pk = fromTeam ? keys[later.length + byTeam.indexOf(o)] : null
      check(fromTeam ? pk !== null && objects.isBy(o, pk) : o.sig === null, 'an object is not by whom it says')
      addObject(entries, o, fromTeam)
      counter = Math.max(counter, o.counter)
    } catch {
      isDoubtful = true
    }
  }
  const last = opened.list.length - 1
  return { id: opened.id, entries, isDoubtful, counter, newest: list.at(-1)?.object ?? zeros(16), epoch: last,
    key: opened.keys[last], head: fromBase64(ticket.head) }
}

// ---- sealing ----

function cleanName (name) {
  let clean = [...name.replace(/.*[/\\]/, '')].map(c => attachment.hasControl(c) ? '_' : c).join('').trim()
  while (utf8(clean).length > attachment.MAX_NAME) clean = [...clean].slice(0, -1).join('').trim()
  return clean === '' || clean === '.' || clean === '..' ? 'file' : clean
}

// Seals files and sends them up, one after the other; what their manifests need.
export async function sendFiles (files, tell) {
  const sent = []
  for (const [i, file] of files.entries()) {
    tell(i / files.length)
    const checkHeld = api.hold()
    const data = new Uint8Array(await file.arrayBuffer())
    checkHeld()
    const { sealed, ...rest } = attachment.seal(data)
    data.fill(0)
    await api.upload(hex(rest.blob), sealed)
    sent.push({ ...rest, name: cleanName(file.name),
      type: /^[\x20-\x7e]{1,127}$/.test(file.type) ? file.type : 'application/octet-stream' })
  }
  return sent
}

// As the pages without a script take texts: no control characters but tabs and line ends, and nothing that is no text.
const cleanText = text => text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  .replace(/[\ud800-\udfff]/gu, '\ufffd')
const toJson = body => JSON.stringify(body, (name, value) => typeof value === 'string' ? cleanText(value) : value)

// The text and behind it a manifest for each file, each naming the one before.
function sealAll (chain, type, body, files) {
  const sealed = []
  let { counter, prev } = chain
  const add = (its, text) => {
    const object = random(16)
    sealed.push(base64(objects.seal({ ...chain, type: its, flags: 0, author: zeros(16), object, counter: ++counter, prev,
      time: Math.floor(Date.now() / 1000), body: toJson(text), seed: null }, chain.key).sealed))
    prev = object
    return object
  }
  const first = add(type, body)
  files.forEach(file => add(objects.MANIFEST, attachment.toManifest(file, first, file.name, file.type)))
  return { objects: sealed, files: files.map(file => hex(file.blob)) }
}

export const sendMessage = (number, thread, org, op, text, files) =>
  api.post(`tickets/${encodeURIComponent(number)}`, { op: hex(op), ...sealAll(
    { org, ticket: thread.id, epoch: thread.epoch, counter: thread.counter, prev: thread.newest, head: thread.head, key: thread.key },
    objects.MESSAGE, { text, side: 'reporter' }, files) })

const compare = (a, b) => hex(a) < hex(b) ? -1 : 1

// The body of a report: who is named in @area reads it, but the excluded.
export const makeReport = (fields, area, name) => ({
  ...fields, name, contact: '', inbox: true, team: area.team.filter(member => !fields.exclude.includes(member.id))
    .map(({ id, pk }) => ({ id, pk })), exclude: undefined
})

export const isTooLong = body => utf8(toJson(body)).length > objects.MAX_BODY

// Epoch 0, its slots and the report. @sending has op and ticket, the same for every try.
export function sendReport ({ areas, body, area, exclude, files, sending, org, box }) {
  const sh = random(32)
  const head = fromBase64(areas.head)
  const e = { ticket: sending.ticket, epoch: 0, prev: zeros(32), area: fromHex(area.id), sh, in: zeros(32), reporter: box.pk,
    head, excluded: exclude.map(fromHex).sort(compare), author: zeros(16) }
  const statement = epochs.write(e, org)
  const slot = (kind, recipient, pk) =>
    ({ kind, recipient: isZero(recipient) ? null : hex(recipient), box: base64(epochs.sealSlot(e, statement, org, kind, recipient, pk)) })
  const slots = body.team.map(({ id, pk }) => slot(epochs.MEMBER, fromHex(id), fromBase64(pk)))
  slots.push(slot(epochs.REPORTER, zeros(16), box.pk))
  if (areas.recovery) slots.push(slot(epochs.RECOVERY, fromHex(areas.recovery.id), fromBase64(areas.recovery.pk)))
  const sealed = sealAll({ org, ticket: sending.ticket, epoch: 0, counter: 0, prev: zeros(16), head, key: sh },
    objects.REPORT, body, files)
  sh.fill(0)
  return api.post('tickets', { op: hex(sending.op), ticket: hex(sending.ticket), area: area.id, epoch: base64(statement), slots,
    ...sealed })
}

export const openFile = async file => attachment.open(await api.download(hex(file.blob)), file)
