// write.js: a report with one's name: written, checked, sealed here and sent
import * as api from './api.js'
import { app, explain } from './app.js'
import { showLost } from './door.js'
import { MAX_TEXT, bar, checkFiles, fileField, sendOnce, showReport, showReports } from './reports.js'
import { random, utf8 } from './seal.js'
import { isTooLong, makeReport, sendFiles, sendReport } from './ticket.js'
import {
  breathe, button, choices, day, el, faultList, field, findFault, form, language, makeStatus, notice, prose, read, say, show, size
} from './page.js'

const TEXTS = ['subject', 'report', 'observed', 'where', 'when', 'who']
const MAX_SUBJECT = 200 // characters
const MAX_SHORT = 1000 // bytes
const TRIES = 3 // where the team changes meanwhile

const steps = now => el('ol', { class: 'steps' }, ['stepWrite', 'stepCheck', 'stepDone']
  .map((key, i) => el('li', { 'aria-current': i === now ? 'step' : null }, say(key))))

const newSending = () => ({ op: random(16), ticket: random(16) })

const emptyDraft = areas => ({
  text: Object.fromEntries(TEXTS.map(name => [name, ''])), area: areas.find(area => area.default)?.id ?? '', answers: {},
  exclude: [], files: [], sending: newSending(), tried: []
})

const isEmpty = draft => Object.values(draft.text).every(text => text.trim() === '') && draft.files.length === 0 &&
  Object.values(draft.answers).every(text => text.trim() === '')

const findArea = (areas, draft) => areas.length === 1 ? areas[0] : areas.find(area => area.id === draft.area)

// ---- what is wrong ----

const isDay = text => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text)

function findAnswerFault (question, answer, id) {
  if (answer.trim() === '') return question.required ? say('answerMissing') : null
  if (question.kind === 'date' && !isDay(answer)) return say('dateWrong')
  if (question.kind === 'choice' && !question.choices[Number(answer) - 1]) return say('choiceWrong')
  return utf8(answer).length > MAX_SHORT ? say('tooLong') : null
}

function findExcludeFault (draft, area) {
  if (draft.exclude.length === 0) return null
  if (!area.exclusion) return say('excludeNobody')
  return area.team.some(member => member.expert && !draft.exclude.includes(member.id)) ? null : say('excludeAll')
}

function check (areas, draft) {
  const area = findArea(areas, draft)
  const { subject, report } = draft.text
  const faults = []
  const add = (name, sentence) => { if (sentence) faults.push([name, sentence]) }
  add('area', !area && say('areaMissing'))
  add('subject', subject.trim() === '' ? say('subjectMissing') : [...subject].length > MAX_SUBJECT && say('subjectLong'))
  add('report', report.trim() === '' ? say('reportMissing') : utf8(report).length > MAX_TEXT && say('reportLong'))
  for (const name of ['where', 'when', 'who']) add(name, utf8(draft.text[name]).length > MAX_SHORT && say('tooLong'))
  area?.questions.forEach((question, i) => {
    const fault = findAnswerFault(question, draft.answers[question.id] ?? '')
    add(`asked-${i}`, fault && say('questionFault', question.label, fault))
  })
  add('exclude', area && findExcludeFault(draft, area))
  faults.push(...checkFiles(draft.files))
  if (faults.length === 0 && isTooLong(toBody(draft, area, app.account.name))) add('report', say('reportLong'))
  return faults
}

const answerOf = (question, answer) => question.kind === 'choice' ? question.choices[Number(answer) - 1] ?? '' : answer

const listAnswers = (draft, area) => area.questions.map(question => ({ id: question.id, label: question.label,
  answer: answerOf(question, draft.answers[question.id] ?? '') })).filter(({ answer }) => answer.trim() !== '')

const toBody = (draft, area, name) => makeReport(
  { ...draft.text, exclude: draft.exclude, language, answers: listAnswers(draft, area) }, area, name)

// ---- the form ----

function askedFields (area, draft, faults) {
  if (!area || area.questions.length === 0) return null
  return el('fieldset', { class: 'group' }, el('legend', null, el('h2', null, say('askedTitle'))),
    area.questions.map((question, i) => {
      const value = draft.answers[question.id] ?? ''
      const name = `asked-${i}`
      if (question.kind === 'choice') {
        const list = question.choices.map((text, k) => [String(k + 1), text])
        if (!question.required) list.push(['', say('ratherNot')])
        return choices(name, question.required ? `${question.label} (${say('required')})` : question.label, list,
          question.required && value === '' ? null : value, faults)
      }
      const isDate = question.kind === 'date'
      return field(name, { label: question.label, hint: isDate ? say('dateHint') : null, value, date: isDate,
        rows: isDate ? 0 : 3, required: question.required, faults })
    }))
}

function excludeFields (areas, draft, faults) {
  const people = new Map(areas.filter(area => area.exclusion).flatMap(area => area.team).map(member => [member.id, member.name]))
  if (people.size === 0) return null
  const fault = findFault(faults, 'exclude')
  const sorted = [...people].sort((a, b) => a[1].localeCompare(b[1], language))
  return el('fieldset', { class: 'group' }, el('legend', null, el('h2', null, say('excludeTitle'))),
    el('p', { class: 'hint', id: 'exclude-hint' }, say('excludeHint')),
    fault && el('p', { class: 'fault', id: 'exclude-fault' }, fault),
    sorted.map(([id, name], i) => {
      const its = i === 0 ? 'exclude' : `exclude-${i + 1}`
      const input = el('input', { type: 'checkbox', id: its, name: 'exclude', value: id, 'aria-invalid': fault ? 'true' : null,
        'aria-describedby': fault ? 'exclude-fault exclude-hint' : 'exclude-hint' })
      input.checked = draft.exclude.includes(id)
      return el('div', { class: 'field choice' }, input, el('label', { for: its }, name))
    }))
}

// What is typed goes into the draft at once: it is there when the page ends by itself.
function keep (node, areas, draft) {
  for (const name of TEXTS) draft.text[name] = read(node, name)
  if (areas.length > 1) draft.area = read(node, 'area')
  findArea(areas, draft)?.questions.forEach((question, i) => {
    if (node.elements.namedItem(`asked-${i}`)) draft.answers[question.id] = read(node, `asked-${i}`)
  })
  draft.exclude = [...node.querySelectorAll('[name="exclude"]:checked')].map(input => input.value)
  app.report = isEmpty(draft) ? null : draft
}

function fields (areas, draft, faults) {
  const { text } = draft
  const area = findArea(areas, draft)
  const asked = el('div', null, askedFields(area, draft, faults))
  const changeArea = event => {
    draft.area = event.target.value
    asked.replaceChildren(askedFields(findArea(areas, draft), draft, []) ?? '')
  }
  return [el('div', { class: 'group' },
    areas.length > 1
      ? choices('area', say('areaTitle'), areas.map(its => [its.id, its.name, its.description]), draft.area, faults, changeArea)
      : areas[0].description && el('p', { class: 'lead' }, areas[0].description),
    field('subject', { label: say('subject'), hint: say('subjectHint'), value: text.subject, required: true, faults }),
    field('report', { label: say('reportText'), hint: say('reportHint'), value: text.report, rows: 12, required: true, faults })),
  asked,
  el('fieldset', { class: 'group' }, el('legend', null, el('h2', null, say('moreTitle'))),
    choices('observed', say('observed'), [['own', say('observedOwn')], ['hearsay', say('observedHearsay')], ['', say('ratherNot')]],
      text.observed, faults),
    field('where', { label: say('where'), value: text.where, faults }),
    field('when', { label: say('when'), value: text.when, faults }),
    field('who', { label: say('who'), value: text.who, rows: 3, faults })),
  excludeFields(areas, draft, faults),
  el('fieldset', { class: 'group' }, el('legend', null, el('h2', null, say('attachments'))), fileField(draft, faults))]
}

function drawWrite (reply, draft, faults = []) {
  const { areas } = reply
  const node = form(its => {
    keep(its, areas, draft)
    const found = check(areas, draft)
    if (found.length) drawWrite(reply, draft, found)
    else drawCheck(reply, draft)
  }, fields(areas, draft, faults), el('div', { class: 'buttons' }, button(say('continue'))),
  el('p', { class: 'hint' }, say('nothingSent')))
  node.addEventListener('input', () => keep(node, areas, draft))
  show(say('writeTitle'), bar(), steps(0), faultList(faults), el('p', { class: 'hint' }, say('sealedHere')),
    notice(say('carriesName', app.account.name)), node)
}

async function attempt (call) {
  try {
    await call()
  } catch (error) {
    if (!app.account || error.code === 'over') return
    if (error.code === 'auth') await showLost()
    else show(say('writeTitle'), bar(), notice(explain(error), 'bad'))
  }
}

export const showWrite = () => attempt(async () => {
  const reply = await api.get('areas')
  if (reply.areas.length === 0) show(say('noReportsNow'), bar(), el('p', null, say('nobodyReads')))
  else drawWrite(reply, app.report ?? emptyDraft(reply.areas))
})

// ---- check and send ----

function summary (reply, draft) {
  const area = findArea(reply.areas, draft)
  const names = new Map(reply.areas.flatMap(its => its.team).map(({ id, name }) => [id, name]))
  const row = (label, text) => text.trim() !== '' && el('div', null, el('dt', null, label), el('dd', null, prose(text)))
  const { text } = draft
  const observed = { own: say('observedOwn'), hearsay: say('observedHearsay') }[text.observed] ?? ''
  return el('dl', { class: 'summary' }, row(say('areaTitle'), area.name), row(say('subject'), text.subject),
    row(say('reportText'), text.report), listAnswers(draft, area).map(({ label, answer }) => row(label, answer)),
    row(say('observed'), observed), row(say('where'), text.where), row(say('when'), text.when), row(say('who'), text.who),
    row(say('excluded'), draft.exclude.map(id => names.get(id) ?? '?').join(', ')), row(say('yourName'), app.account.name),
    draft.files.length > 0 && el('div', null, el('dt', null, say('files')), el('dd', null, el('ul', { class: 'files' },
      draft.files.map(file => el('li', null, file.name, ' ', el('span', { class: 'size' }, size(file.size))))))))
}

// The team may change between reading who it is and sending: then it is sealed anew, as the same report.
async function seal (reply, draft, files, { name, keys }) {
  for (let i = 1; ; i++) {
    const area = findArea(reply.areas, draft)
    try {
      return await sendReport({ areas: reply, body: toBody(draft, area, name), area, exclude: draft.exclude, files,
        sending: draft.sending, org: app.org, box: keys.box })
    } catch (error) {
      if (error.code !== 'rekey' || i === TRIES) throw error
      reply = await api.get('areas')
      if (!findArea(reply.areas, draft)) throw error
    }
  }
}

async function send (reply, draft, status) {
  const { account } = app
  const checkHeld = api.hold()
  let sent
  try {
    status.begin(say('sealing'))
    await breathe()
    checkHeld()
    const files = await sendFiles(draft.files, share => status.tell(share))
    const { text, area, answers, exclude } = draft
    sent = await sendOnce(draft, [text, area, answers, exclude], () => seal(reply, draft, files, account))
  } catch (error) {
    if (!app.account || error.code === 'over') return
    if (error.code === 'auth') return showLost()
    return drawCheck(reply, draft, explain(error))
  } finally {
    status.end()
  }
  if (sent.isOther) Object.assign(draft, { sending: newSending(), tried: [] })
  else app.report = null
  showDone(sent)
}

function drawCheck (reply, draft, bad = null) {
  const status = makeStatus()
  show(say('checkTitle'), bar(), steps(1), bad && notice(bad, 'bad'), el('p', null, say('checkAbout')), summary(reply, draft),
    el('p', null, el('button', { type: 'button', class: 'plain', onclick: () => drawWrite(reply, draft) }, say('changeSomething'))),
    form(() => send(reply, draft, status), button(say('send')), status.node))
}

function showDone (sent) {
  show(say('doneTitle'), bar(), steps(2), sent.isOther && notice(say('reportFirst'), 'bad'),
    el('p', { class: 'number' }, say('itsNumber'), ' ', el('strong', null, sent.number)),
    el('h2', null, say('nextTitle')),
    el('ol', null, el('li', null, say('nextReads')), sent.acknowledge && el('li', null, say('nextConfirms', day(sent.acknowledge))),
      sent.feedback && el('li', null, say('nextTells', day(sent.feedback)))),
    el('div', { class: 'buttons' },
      el('button', { type: 'button', onclick: () => showReport(sent.number) }, say('openReport')),
      el('button', { type: 'button', class: 'quiet', onclick: () => showReports() }, say('myReports'))))
}
