// What the browser tests share: the stage (an organisation with a running server, and its team at the end of a pipe),
// a Chromium without JavaScript, and one line of TAP per promise.
import { execFileSync, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { HtmlValidate } from 'html-validate'

const require = createRequire(import.meta.url)
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const CHROMIUM = process.env.HARK_CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  // whatever a page links to: nothing leaves this machine
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']

// ---- the stage ----

export class Stage {
  static async start () {
    const self = new Stage()
    self.child = spawn(process.env.HARK_STAGE, { stdio: ['pipe', 'pipe', 'inherit'] })
    self.child.stdin.on('error', () => {}) // a stage that is gone: whoever asks it hears so
    self.gone = new Promise(resolve => self.child.on('close', resolve))
    self.lines = createInterface({ input: self.child.stdout })[Symbol.asyncIterator]()
    self.url = (await self.lines.next()).value
    return self
  }

  // One order to the team, and what it answers.
  async ask (order) {
    this.child.stdin.write(order + '\n')
    const { value } = await this.lines.next()
    if (value === undefined) throw new Error(`the stage ended at: ${order}`)
    return value
  }

  async stop () {
    this.child.stdin.end()
    return this.gone
  }
}

// ---- the browser ----

export async function openBrowser (options = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'hark-chromium-'))
  const context = await chromium.launchPersistentContext(profile,
    { executablePath: CHROMIUM, args: FLAGS, javaScriptEnabled: false, locale: 'en-GB',
      // what it keeps besides a profile lies in there too
      env: { ...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile }, ...options })
  context.setDefaultTimeout(60000)
  const page = context.pages()[0] ?? await context.newPage()
  const seen = { html: undefined, problems: [], requests: [] } // html: a promise of the newest page's source
  page.on('response', response => {
    const isPage = response.headers()['content-type']?.startsWith('text/html')
    if (isPage) seen.html = response.text().catch(() => '') // gone with its page
  })
  page.on('request', request => seen.requests.push(request.url()))
  page.on('console', message => { if (message.type() === 'error') seen.problems.push(message.text()) })
  return { context, page, seen, close: async () => {
    // a page that goes still sends (it signs out), and nobody stands there any more
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await context.unrouteAll({ behavior: 'ignoreErrors' })
    await context.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  } }
}

// ---- what is asked at the door ----

// The answer to a security question, as a person would read it.
export function solve (question) {
  return execFileSync(process.env.HARK_SOLVE, { input: question, encoding: 'utf8' }).trim()
}

export async function answerQuestion (page) {
  for (const name of ['answer', 'answer2', 'answer3']) {
    const field = page.locator(`[name="${name}"]`)
    if (await field.count() === 0) break
    await field.fill(solve(await page.locator(`label[for="${name}"]`).innerText()))
  }
}

// ---- promises ----

const promises = []
// HARK_PROMISE keeps those alone whose names it matches.
const chosen = new RegExp(process.env.HARK_PROMISE ?? '')
export function promise (name, check) { if (chosen.test(name)) promises.push([name, check]) }

// What nobody waited for, such as a handler of requests, fails the promise in which it went wrong, not all that follow.
const strays = []
process.on('unhandledRejection', error => strays.push(error))

async function keep (check) {
  await check()
  if (strays.length) throw strays[0]
}

export async function keepPromises () {
  let failed = 0
  console.log(`1..${promises.length}`)
  for (const [index, [name, check]] of promises.entries()) {
    try {
      await keep(check)
      console.log(`ok ${index + 1} - ${name}`)
    } catch (error) {
      failed++
      console.log(`not ok ${index + 1} - ${name}`)
      console.log(String(error.stack ?? error).replace(/^/gm, '# '))
    }
    strays.length = 0
  }
  process.exitCode = failed ? 1 : 0
}

// ---- markup ----

const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:document'],
  // Where a line ends is not for readers; the style sheet is our own.
  rules: {
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    'require-sri': 'off',
    'form-dup-name': ['error', { shared: ['radio', 'button', 'submit', 'checkbox'] }]
  }
})

export async function checkMarkup (html, name) {
  const report = await validator.validateString(html, name)
  const found = report.results.flatMap(result => result.messages)
    .map(message => `${name}:${message.line}: ${message.ruleId}: ${message.message}`)
  if (found.length) throw new Error(found.join('\n'))
}

// WCAG 2.2 AA as far as a machine can tell. The page under test has JavaScript only for this.
export async function checkAccess (page, name) {
  // A click returns once the new page begins: colours and sizes are only there when its style sheet is.
  await page.waitForLoadState('load')
  const found = await page.evaluate(async source => {
    while (document.readyState !== 'complete' || !document.styleSheets.length) {
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    // eslint-disable-next-line no-eval
    const axe = (0, eval)(source + ';axe')
    const { violations } = await axe.run(document,
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return violations.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html).join(' | ')}`)
  }, axeSource)
  if (found.length) throw new Error(`${name}\n` + found.join('\n'))
}

// ---- pictures, for whoever wants to look: HARK_SHOTS names a folder ----

export async function shoot (page, name) {
  if (process.env.HARK_SHOTS) {
    await page.screenshot({ path: join(process.env.HARK_SHOTS, `portal-${name}.png`), fullPage: true })
  }
}
