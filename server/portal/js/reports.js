// reports.js: my reports, and one of them with its conversation
import * as api from './api.js'
import { app, explain, showBye } from './app.js'
import { showLost, showPassword } from './door.js'
import { showWrite } from './write.js'
import { MAX_NAME } from './file.js'
import { showMail } from './mail.js'
import { Unverified, random, utf8 } from './seal.js'
import { openFile, openSubject, openTicket, sendFiles, sendMessage } from './ticket.js'
import { button, day, el, faultList, field, findFault, form, makeStatus, moment, notice, prose, read, say, show, size } from './page.js'

export const MAX_TEXT = 60000 // bytes, as on the pages without a script
export const MAX_FILES = 5
export const MAX_FILE = 25e6

const link = (text, go, current) =>
  el('li', null, el('button', { type: 'button', class: 'plain', onclick: go, 'aria-current': current ? 'page' : null }, text))

export const bar = () => el('nav', { class: 'account', 'aria-label': say('yourAccount') },
  el('p', null, say('signedInAs', app.account.name)),
  el('ul', null, link(say('myReports'), () => showReports()), link(say('writeReport'), () => showWrite()),
    link(say('changePassword'), () => showPassword()), link(say('mailTitle'), () => showMail())),
  el('button', { type: 'button', class: 'quiet', onclick: showBye }, say('signOut')))

// Runs what needs the server; who is signed in no longer is told so, and anything else said on a page of its own.
async function attempt (title, call) {
  try {
    return await call()
  } catch (error) {
    if (!app.account || error.code === 'over') return null
    if (error.code === 'auth') await showLost()
    else show(title, bar(), notice(error instanceof Unverified ? say('unopened') : explain(error), 'bad'))
    return null
  }
}

// ---- all of them ----

const hasUnsent = number => (app.messages.get(number)?.text ?? '').trim() !== ''

const fact = (name, ...what) => el('div', null, el('dt', null, name), el('dd', null, ...what))

function row (ticket) {
  const subject = openSubject(ticket, app.org, app.account.keys.box)
  return el('li', { class: ticket.unread > 0 ? 'entry team' : 'entry' },
    el('h2', null, el('button', { type: 'button', class: 'plain', onclick: () => showReport(ticket.number) },
      `${ticket.number}: ${subject ?? say('closedToYou')}`)),
    ticket.unread > 0 && el('p', null, el('strong', null, ticket.unread === 1 ? say('unreadOne') : say('unreadMany', ticket.unread))),
    hasUnsent(ticket.number) && el('p', null, el('strong', null, say('unsent'))),
    el('dl', { class: 'facts' }, fact(say('state'), ticket.state), fact(say('lastMessage'), moment(ticket.last))))
}

export const showReports = ({ from = 0, good = null } = {}) => attempt(say('myReports'), async () => {
  const { tickets, more } = await api.get(`tickets?from=${from}`)
  const rows = tickets.map(row)
  const next = (text, at) => el('p', null, el('button', { type: 'button', class: 'quiet', onclick: () => showReports({ from: at }) }, text))
  show(say('myReports'), bar(), good && notice(good, 'good'),
    rows.length ? el('ol', { class: 'conversation' }, rows) : el('p', null, say('noReports')),
    from > 0 && next(say('latestReports'), 0), more && next(say('olderReports'), from + tickets.length),
    el('p', null, el('button', { type: 'button', onclick: () => showWrite() }, say('writeReport'))))
})

// ---- one of them ----

function state (ticket, thread) {
  const answered = thread.entries.at(-1)?.fromTeam
  return [el('dl', { class: 'facts' },
    fact(say('state'), el('strong', null, answered ? ticket.answered : ticket.state)), fact(say('contactPerson'), ticket.contact),
    fact(say('received'), day(ticket.received)),
    ticket.periods.map(({ name, due, done }) => fact(say(name === 'acknowledge' ? 'confirmation' : 'feedback'),
      done ? say('givenOn', day(done)) : say('promisedBy', day(due))))),
  ticket.closed && el('p', null, say('caseClosed'))]
}

// A file that was opened here goes to the browser's own folder, as plain bytes.
async function save (file, status) {
  status.begin(say('opening', file.name))
  try {
    const blob = new Blob([await openFile(file)], { type: 'application/octet-stream' })
    const address = URL.createObjectURL(blob)
    el('a', { href: address, download: file.name }).click()
    setTimeout(() => URL.revokeObjectURL(address), 60000)
    status.begin(say('saved', file.name))
    status.node.querySelector('progress').hidden = true
  } catch (error) {
    if (error.code === 'over') return
    if (error.code === 'auth') return showLost()
    status.end()
    status.node.prepend(notice(error instanceof Unverified ? say('fileSpoiled', file.name) : explain(error), 'bad'))
  }
}

const fileItem = (file, fromTeam, status) => el('li', null,
  fromTeam ? el('button', { type: 'button', class: 'plain', onclick: () => save(file, status) }, file.name) : file.name,
  ' ', el('span', { class: 'size' }, size(file.size)))

function entry (its) {
  const status = makeStatus()
  const who = its.fromTeam ? say('supportTeam') : its.subject !== undefined ? say('yourReport') : say('you')
  return el('li', { class: its.fromTeam ? 'entry team' : 'entry' },
    el('h3', null, who, ' ', el('span', { class: 'time' }, moment(its.time))),
    its.subject !== undefined && el('p', { class: 'subject' }, its.subject), prose(its.text),
    its.asked.length > 0 && el('dl', { class: 'summary' },
      its.asked.map(({ label, answer }) => el('div', null, el('dt', null, label), el('dd', null, prose(answer))))),
    its.files.length > 0 && [el('ul', { class: 'files' }, its.files.map(file => fileItem(file, its.fromTeam, status))), status.node])
}

export function checkFiles (files) {
  const faults = files.filter(file => file.size > MAX_FILE).map(file => ['attachment', say('fileLarge', file.name.slice(0, MAX_NAME), 25)])
  if (files.length > MAX_FILES) faults.push(['attachment', say('filesMany', MAX_FILES)])
  return faults
}

// Chosen files stay chosen in @draft, whatever the page shows meanwhile.
export function fileField (draft, faults) {
  const fault = findFault(faults, 'attachment')
  const list = el('ul', { class: 'files' })
  const draw = () => list.replaceChildren(...draft.files.map((file, i) => el('li', null, file.name, ' ',
    el('span', { class: 'size' }, size(file.size)), ' ',
    el('button', { type: 'button', class: 'plain', onclick: () => {
      draft.files.splice(i, 1)
      draw()
      input.focus()
    } }, say('remove'), el('span', { class: 'unseen' }, `: ${file.name}`)))))
  const input = el('input', { type: 'file', id: 'attachment', multiple: true,
    'aria-invalid': fault ? 'true' : null,
    'aria-describedby': fault ? 'attachment-hint attachment-fault' : 'attachment-hint', onchange: () => {
      draft.files.push(...input.files)
      input.value = ''
      draw()
    } })
  draw()
  return el('div', { class: fault ? 'field bad' : 'field' }, el('label', { for: 'attachment' }, say('files')),
    el('p', { class: 'hint', id: 'attachment-hint' }, say('filesHint', MAX_FILES, 25)),
    fault && el('p', { class: 'fault', id: 'attachment-fault' }, fault), list, input)
}

// Sends @what and the files of @draft by @call. What nobody heard of may have arrived: where the server has it already,
// isOther says that this may be another version of it.
export async function sendOnce (draft, what, call) {
  draft.tried.push(JSON.stringify([what, draft.files.map(({ name, size, lastModified }) => [name, size, lastModified])]))
  try {
    const reply = await call()
    return { ...reply, isOther: reply.again === true && new Set(draft.tried).size > 1 }
  } catch (error) {
    if (!['offline', 'internal', 'over'].includes(error.code)) draft.tried.pop()
    throw error
  }
}

function checkMessage ({ text, files }) {
  const faults = checkFiles(files)
  if (text.trim() === '' && files.length === 0) faults.unshift(['message', say('messageEmpty')])
  if (utf8(text).length > MAX_TEXT) faults.unshift(['message', say('messageLong')])
  return faults
}

async function send (ticket, thread, draft, status) {
  const faults = checkMessage(draft)
  if (faults.length) return draw(ticket, thread, { faults })
  let sent
  try {
    status.begin(say('sending'))
    draft.op ??= random(16)
    const files = await sendFiles(draft.files, share => status.tell(share))
    sent = await sendOnce(draft, draft.text, () => sendMessage(ticket.number, thread, app.org, draft.op, draft.text, files))
    if (sent.isOther) Object.assign(draft, { op: null, tried: [] })
    else app.messages.delete(ticket.number)
  } catch (error) {
    if (!app.account || error.code === 'over') return
    if (error.code === 'auth') return showLost()
    return draw(ticket, thread, { faults: [['message', explain(error)]] })
  }
  await showReport(ticket.number, sent.isOther ? { bad: say('messageFirst') } : { good: say('messageSent') })
}

function draw (ticket, thread, { faults = [], good = null, bad = null } = {}) {
  const draft = app.messages.get(ticket.number) ?? { text: '', files: [], op: null, tried: [] }
  const status = makeStatus()
  app.messages.set(ticket.number, draft)
  const input = field('message', { label: say('yourMessage'), hint: say('messageHint'), value: draft.text, rows: 8, faults })
  input.querySelector('textarea').addEventListener('input', event => { draft.text = event.target.value })
  show(say('report', ticket.number), bar(), faultList(faults), good && notice(good, 'good'), bad && notice(bad, 'bad'),
    el('p', { class: 'hint' }, say('idle', 20)), state(ticket, thread), el('h2', null, say('conversation')),
    thread.isDoubtful && notice(say('doubtful'), 'bad'), el('ol', { class: 'conversation' }, thread.entries.map(entry)),
    el('h2', null, say('writeToTeam')),
    form(node => {
      draft.text = read(node, 'message')
      return send(ticket, thread, draft, status)
    }, input, fileField(draft, faults), button(say('send')), status.node))
}

export const showReport = (number, said = {}) => attempt(say('report', number), async () => {
  const ticket = await api.get(`tickets/${encodeURIComponent(number)}`)
  draw(ticket, await openTicket(ticket, app.org, app.account.keys.box), said)
})
