// page.js: what stands on the page. Texts go in as text, never as markup.

let words = {}
let suffix = ''
export let zone = 'UTC'
export const language = document.documentElement.lang

export function setWords (its, itsZone) {
  words = its
  zone = itsZone
  suffix = document.title.slice(document.title.lastIndexOf(' \u2013 '))
}

// A sentence of the server's catalogue, with what belongs in it in the order of its places.
export function say (key, ...parts) {
  let i = 0
  return words[key].replace(/%[sdu]/g, () => String(parts[i++]))
}

// Children are elements, texts, and what is left out (null, undefined, false).
export function el (tag, attributes, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
    else if (value === true) node.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value)
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false))
  return node
}

// Text of a person: paragraphs and line breaks stay what they are.
export const prose = text => text.split(/\n{2,}/).map(paragraph =>
  el('p', null, paragraph.split('\n').flatMap((line, i) => i ? [el('br'), line] : [line])))

const format = (options, seconds) =>
  new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { ...options, timeZone: zone }).format(seconds * 1000)
export const day = seconds => format({ day: 'numeric', month: 'long', year: 'numeric' }, seconds)
export const moment = seconds => `${day(seconds)}, ${format({ hour: '2-digit', minute: '2-digit' }, seconds)}`

export function size (bytes) {
  if (bytes < 1000) return say('bytes', bytes)
  const [n, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB']
  return n.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }) + ' ' + unit
}

// ---- what is on the page now ----

const main = () => document.getElementById('main')

// Another page in the same document: whoever listens hears its heading, or what is wrong.
export function show (title, ...content) {
  const nodes = content.flat(Infinity).filter(Boolean)
  const faults = nodes.find(node => node.id === 'problem')
  const heading = el('h1', { tabindex: '-1' }, title)
  const isBar = node => node.tagName === 'NAV'
  main().replaceChildren(...nodes.filter(isBar), heading, ...nodes.filter(node => !isBar(node)))
  document.title = (faults ? say('error') : '') + title + suffix
  window.scrollTo(0, 0)
  ;(faults ?? heading).focus()
}

export const clear = () => main()?.replaceChildren()

export const notice = (text, kind = '') =>
  el('section', { class: `notice ${kind}`.trim(), role: kind === 'bad' ? 'alert' : kind === 'good' ? 'status' : null },
    [text].flat().map(line => el('p', null, line)))

// What goes on below a form, for eyes and ears: a sentence once, and how far it is.
export function makeStatus () {
  const text = el('p', { class: 'hint' })
  const region = el('div', { role: 'status' }, text)
  const bar = el('progress', { max: '1', hidden: true, 'aria-label': say('progress') })
  return {
    node: el('div', { class: 'working' }, region, bar),
    begin (sentence) {
      text.textContent = sentence
      bar.removeAttribute('value')
      bar.hidden = false
    },
    tell (share) { bar.value = share },
    end () {
      text.textContent = ''
      bar.hidden = true
    }
  }
}

// ---- forms ----

// @faults: [[field's id, sentence]…]
export const faultList = faults => faults.length
  ? el('section', { class: 'notice bad', role: 'alert', id: 'problem', tabindex: '-1', 'aria-labelledby': 'problem-title' },
    el('h2', { id: 'problem-title' }, say('faults')),
    el('ul', null, faults.map(([field, sentence]) => el('li', null, el('a', { href: `#${field}` }, sentence)))))
  : null

export const findFault = (faults, field) => faults.find(([its]) => its === field)?.[1]

const describe = (name, hint, fault) =>
  [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ') || null

// One field. @o: label, value, hint, rows, required, secret, short, date, kept, faults
export function field (name, o) {
  const fault = findFault(o.faults ?? [], name)
  const attributes = {
    id: name, name, autocomplete: o.kept ?? 'off', spellcheck: 'false', autocapitalize: o.kept || o.code ? 'none' : null,
    required: o.required, 'aria-invalid': fault ? 'true' : null, 'aria-describedby': describe(name, o.hint, fault)
  }
  const input = o.rows
    ? el('textarea', { ...attributes, rows: o.rows, cols: '70' })
    : el('input', { ...attributes, type: o.date ? 'date' : o.secret ? 'password' : 'text', size: o.date ? null : o.short ? '20' : '60',
      class: o.short ? 'short' : null })
  input.value = o.value ?? ''
  return el('div', { class: fault ? 'field bad' : 'field' },
    el('label', { for: name }, o.label, o.required && !o.short && !o.code && el('span', { class: 'must' }, ` (${say('required')})`)),
    o.hint && el('p', { class: 'hint', id: `${name}-hint` }, o.hint),
    fault && el('p', { class: 'fault', id: `${name}-fault` }, fault), input)
}

// Radio buttons. @choices: [[value, label, hint]…]
export function choices (name, legend, list, chosen, faults, changed) {
  const fault = findFault(faults, name)
  return el('fieldset', { class: fault ? 'field bad' : 'field', 'aria-describedby': fault ? `${name}-fault` : null },
    el('legend', null, legend), fault && el('p', { class: 'fault', id: `${name}-fault` }, fault),
    list.map(([value, label, hint], i) => {
      const id = i === 0 ? name : `${name}-${i}`
      const input = el('input', { type: 'radio', id, name, value, 'aria-describedby': hint ? `${id}-hint` : null, onchange: changed })
      input.checked = value === chosen
      return el('div', { class: 'choice' }, input, el('label', { for: id }, label),
        hint && el('p', { class: 'hint', id: `${id}-hint` }, hint))
    }))
}

// @sent (form) runs once at a time, whatever is pressed meanwhile.
export function form (sent, ...content) {
  let busy = false
  const node = el('form', { method: 'post', action: '/sign-in', autocomplete: 'off', novalidate: true,
    onsubmit: async event => {
      event.preventDefault()
      if (busy) return
      busy = true
      node.setAttribute('aria-busy', 'true')
      try {
        await sent(node)
      } finally {
        busy = false
        node.removeAttribute('aria-busy')
      }
    } }, ...content)
  return node
}

export const button = (label, attributes = {}) => el('button', { type: 'submit', ...attributes }, label)
export const read = (node, name) => node.elements.namedItem(name)?.value ?? ''

// Lets the browser paint and hear before something long begins.
export const breathe = () => new Promise(resolve => setTimeout(resolve, 30))
