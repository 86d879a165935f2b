// make.mjs: writes the fixed vectors beside it, with the implementation of the formats that runs in browsers
// (server/portal/js) and, for what no browser needs, from the formats' description with the same libraries.
//
// The C side (shared/) must reproduce every byte. Run `npm ci` in server/portal/js and `node make.mjs` here after a
// change of a format, together with its version byte. Values are hex, texts are texts, integers are numbers.
// HARK_VECTORS names another folder to write to.
import { readFileSync, writeFileSync } from 'node:fs';
import { ed25519, hmac, sha256, sha512 } from '../../server/portal/js/noble.js';
import * as seal from '../../server/portal/js/seal.js';
import * as account from '../../server/portal/js/account.js';
import * as epochs from '../../server/portal/js/epoch.js';
import * as objects from '../../server/portal/js/object.js';
import * as attachment from '../../server/portal/js/file.js';

const { H, boxKeys, cat, fromHex: hexToBytes, hex, int, lp, signKeys, subkey, utf8, zeros } = seal;
const here = new URL('.', import.meta.url);
const words = readFileSync(new URL('../../shared/words.txt', here), 'utf8').trim().split('\n');
const write = (name, value) =>
  writeFileSync(process.env.HARK_VECTORS ? `${process.env.HARK_VECTORS}/${name}.json` : new URL(`${name}.json`, here), JSON.stringify(value, null, 1) + '\n');

// ---------------------------------------------------------------- primitives

// n bytes that differ from place to place and from use to use
const fixed = (n, start) => Uint8Array.from({ length: n }, (_, i) => (start + i * 7) & 255);
const orgId = rootPk => H(32, null, 'hark/org/v1', rootPk).slice(0, 16);
const keysHash = (sign, box) => H(32, null, 'hark/keys/v1', sign, box);

const root = signKeys(fixed(32, 1));
const org = orgId(root.pk);

// ---------------------------------------------------------------- code

const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bitsOf = data => [...data].map(b => b.toString(2).padStart(8, '0')).join('');
const cut = (bits, n) => bits.match(new RegExp(`.{${n}}`, 'g')).map(b => parseInt(b, 2));
const grouped = text => text.match(/.{1,4}/g).join('-');

const toWords = code =>
  cut(bitsOf(code) + bitsOf(sha256(code)).slice(0, 4), 11)
    .map(i => words[i])
    .join(' ');
function toLine(data, nSymbols, checkFrom, nChecks) {
  const check = bitsOf(sha256(data)).slice(checkFrom, checkFrom + 5 * nChecks);
  return grouped(
    cut(bitsOf(data).padEnd(nSymbols * 5, '0') + check, 5)
      .map(i => symbols[i])
      .join(''),
  );
}

function makeCode() {
  const codes = [zeros(16), new Uint8Array(16).fill(255), fixed(16, 3), fixed(16, 200)].map(code => {
    const mk = H(32, code, 'hark/reporter-mk/v1', org);
    const token = subkey(32, 2, 'HKauthtk', mk);
    const box = boxKeys(subkey(32, 3, 'HKinboxk', mk));
    return {
      code: hex(code),
      words: toWords(code),
      line: toLine(code, 26, 4, 2),
      lookup: hex(subkey(16, 1, 'HKlookup', mk)),
      token: hex(token),
      token_hash: hex(H(32, null, 'hark/reporter-token/v1', token)),
      box_pk: hex(box.pk),
      box_sk: hex(box.sk),
    };
  });
  const keys = [zeros(32), new Uint8Array(32).fill(255), fixed(32, 9)].map(key => ({
    key: hex(key),
    line: toLine(key, 52, 0, 4),
  }));
  write('code', { org: hex(org), codes, keys });
}

// ---------------------------------------------------------------- account

const user = fixed(16, 40);

const bundle = (secrets, cost, generation, signSeed, boxSeed, nonce) =>
  account.wrap(account.keysOf(signSeed, boxSeed), secrets, cost, org, user, generation, nonce);

function makeAccount() {
  const cost = { ops: 2, mem: 64 * 1024, salt: fixed(16, 50) };
  const accountKey = fixed(16, 60),
    sheetKey = fixed(16, 70),
    nonce = fixed(24, 80);
  const signSeed = fixed(32, 90),
    boxSeed = fixed(32, 100);
  const sign = signKeys(signSeed),
    box = boxKeys(boxSeed);
  // a ligature, a decomposed umlaut and a full-width digit: NFKC makes "fi", "ü" and "7" of them
  const passwords = ['correct horse 1', '\ufb01rst gru\u0308n \uff17\uff17'].map(password => {
    const p = account.stretch(password, cost);
    const made = account.secretsOf(account.masterOf(p, accountKey, org, user));
    return {
      password,
      stretched: hex(p),
      login: hex(made.login),
      wrap: hex(made.wrap),
      login_hash: hex(account.loginHash(made.login)),
      bundle: hex(bundle(made, cost, 3, signSeed, boxSeed, nonce)),
    };
  });
  // a portal-only account: no account key, and a lower cost
  const few = { ops: account.OPS, mem: account.MEM, salt: fixed(16, 55) };
  const portal = passwords.map(({ password }) => {
    const made = account.secretsOf(account.masterOf(account.stretch(password, few), zeros(16), org, user));
    return {
      password,
      login_hash: hex(account.loginHash(made.login)),
      bundle: hex(bundle(made, few, 1, signSeed, boxSeed, nonce)),
    };
  });
  const sheet = account.secretsOf(H(32, sheetKey, 'hark/user-sheet/v1', org, user));
  const none = { ops: 0, mem: 0, salt: zeros(16) };
  write('account', {
    org: hex(org),
    user: hex(user),
    ops: cost.ops,
    mem_kib: cost.mem,
    salt: hex(cost.salt),
    account_key: hex(accountKey),
    sheet_key: hex(sheetKey),
    generation: 3,
    nonce: hex(nonce),
    sign_seed: hex(signSeed),
    box_seed: hex(boxSeed),
    sign_pk: hex(sign.pk),
    box_pk: hex(box.pk),
    box_sk: hex(box.sk),
    keys_hash: hex(keysHash(sign.pk, box.pk)),
    passwords,
    portal_ops: few.ops,
    portal_mem_kib: few.mem,
    portal_salt: hex(few.salt),
    portal,
    sheet: {
      login: hex(sheet.login),
      wrap: hex(sheet.wrap),
      bundle: hex(bundle(sheet, none, 3, signSeed, boxSeed, nonce)),
    },
  });
}

// ---------------------------------------------------------------- roster

function person(start, name) {
  const seeds = { sign: fixed(32, start), box: fixed(32, start + 1) };
  const sign = signKeys(seeds.sign),
    box = boxKeys(seeds.box);
  return { id: fixed(16, start + 2), name, seeds, sign, box, hash: keysHash(sign.pk, box.pk) };
}

function recoveryKeys(secret) {
  const mk = H(32, secret, 'hark/org-recovery/v1', org);
  const box = boxKeys(subkey(32, 1, 'HKrecbox', mk)),
    sign = signKeys(subkey(32, 2, 'HKrecsgn', mk));
  return { box, sign, id: H(32, null, 'hark/recovery-id/v1', box.pk, sign.pk).slice(0, 16) };
}

function makeRoster() {
  const first = person(110, 'Ada'),
    second = person(120, 'Björn Ğ'),
    third = person(130, 'Cleo');
  const own = { ...person(230, second.name), id: second.id },
    reset = { ...person(240, second.name), id: second.id };
  const area = fixed(16, 140),
    secret = fixed(16, 250),
    recovery = recoveryKeys(secret);
  const list = [];
  let prev = zeros(32);
  const add = (type, body, signer, key) => {
    const before = cat(int(list.length + 1, 8), prev, int(type, 2), int(body.length, 4), body, signer);
    const statement = cat(before, ed25519.sign(cat(lp('hark/sig/log/v1'), org, before), key.seed));
    prev = H(32, null, null, statement);
    list.push({ statement: hex(statement), hash: hex(prev) });
  };
  const userAdd = p => cat(p.id, p.sign.pk, p.box.pk, utf8(p.name));
  const userKey = (p, generation) => cat(p.id, int(generation, 2), p.sign.pk, p.box.pk);
  const member = (p, role) => cat(p.id, p.hash, int(role, 1));
  const later = 0x80;
  const since = [];
  const expect = (...members) => members.forEach(([p, seq]) => since.push({ at: list.length, user: hex(p.id), since: seq }));

  add(1, cat(root.pk, utf8('Example & Söhne')), org, root);
  add(2, userAdd(first), org, root);
  add(5, cat(int(1, 2), first.id), org, root);
  add(2, userAdd(second), first.id, first.sign);
  add(2, userAdd(third), first.id, first.sign);
  add(6, cat(area, int(1, 2), member(second, 3)), first.id, first.sign);
  expect([second, 0]);
  add(6, cat(area, int(2, 2), member(second, 3), member(third, 1)), second.id, second.sign);
  expect([second, 0], [third, 0]);
  add(4, third.id, first.id, first.sign);
  add(7, cat(recovery.box.pk, recovery.sign.pk), first.id, first.sign);
  const policy = cat(int(1, 1), int(1, 1), int(1, 2), int(1, 1), int(1, 1), int(12, 2), int(1, 1), int(600, 2));
  add(8, policy, first.id, first.sign);
  // by themselves, then by an Admin: out of the area each time
  add(3, userKey(own, 2), second.id, second.sign);
  add(6, cat(area, int(1, 2), member(own, 3)), first.id, first.sign);
  expect([own, 12]);
  add(3, userKey(reset, 3), first.id, first.sign);
  add(6, cat(area, int(1, 2), member(reset, 3)), first.id, first.sign);
  expect([reset, 14]);
  // from now on, then as much as who signs has
  add(6, cat(area, int(2, 2), member(reset, 3 | later), member(first, 1 | later)), second.id, reset.sign);
  expect([reset, 14], [first, 15]);
  add(6, cat(area, int(2, 2), member(reset, 3 | later), member(first, 1)), second.id, reset.sign);
  expect([reset, 14], [first, 14]);
  // whoever uses the recovery key has all of it
  const use = cat(area, reset.id);
  const says = cat(lp('hark/sig/recovery/v1'), org, int(list.length + 1, 8), prev, use);
  add(9, cat(use, ed25519.sign(says, recovery.sign.seed)), reset.id, reset.sign);
  expect([reset, 0], [first, 14]);
  add(7, zeros(64), first.id, first.sign);

  const fingerprint = groups(H(32, null, 'hark/fingerprint/v1', root.pk));
  write('roster', {
    root_seed: hex(root.seed),
    root_pk: hex(root.pk),
    org: hex(org),
    name: 'Example & Söhne',
    fingerprint,
    area: hex(area),
    recovery: {
      secret: hex(secret),
      words: toWords(secret),
      box_pk: hex(recovery.box.pk),
      box_sk: hex(recovery.box.sk),
      sign_pk: hex(recovery.sign.pk),
      sign_seed: hex(recovery.sign.seed),
      id: hex(recovery.id),
    },
    // the second one's later keys stand behind all
    people: [first, second, third, own, reset].map(p => ({
      id: hex(p.id),
      name: p.name,
      sign_seed: hex(p.seeds.sign),
      box_seed: hex(p.seeds.box),
      keys_hash: hex(p.hash),
    })),
    statements: list,
    // what each of the area's members may read, after each statement that says so
    since,
  });
  return { first, second, own, area, list };
}

// ---------------------------------------------------------------- setting

function makeSetting({ first, second, own, area, list }) {
  const settings = [];
  const chains = new Map();
  const add = (scope, statement, author, time, body) => {
    const before = chains.get(scope) ?? { version: 0, hash: zeros(32) };
    const head = cat(
      scope,
      int(before.version + 1, 8),
      before.hash,
      hexToBytes(list[statement - 1].hash).slice(0, 16),
      int(time, 8),
      int(utf8(body).length, 4),
      utf8(body),
      author.id,
    );
    const document = cat(head, ed25519.sign(cat(lp('hark/sig/setting/v1'), org, head), author.sign.seed));
    const hash = H(32, null, null, document);
    chains.set(scope, { version: before.version + 1, hash });
    settings.push({
      scope: hex(scope),
      version: before.version + 1,
      statements: statement,
      author: hex(author.id),
      sign_seed: hex(author.seeds.sign),
      time,
      body,
      document: hex(document),
      hash: hex(hash),
    });
  };
  const questions = [
    { id: hex(fixed(16, 30)), kind: 'date', required: true, label: { de: 'Wann?', en: 'When?' }, choices: [] },
    {
      id: hex(fixed(16, 31)),
      kind: 'choice',
      required: false,
      label: { de: 'Wo?' },
      choices: [{ de: 'Büro', en: 'Office' }, { de: 'Werk' }],
    },
  ];

  // an Admin makes the area, its Expert settles it, and does so again with later keys
  add(area, 5, first, 1795521600, '{"language":"de","name":{"de":"Einkauf"}}');
  add(area, 7, second, 1795521601, JSON.stringify({
    language: 'de',
    name: { de: 'Einkauf', en: 'Purchasing' },
    portal: true,
    contact: 'pseudonym',
    pseudonym: 'Frau Grün',
    questions,
    later: [1, { kept: true }],
  }));
  add(area, 12, own, 1795521602, '{"language":"en","name":{"en":"Purchasing"},"anonymous":false}');
  add(org, 10, first, 1795521603, '{"language":"de","imprint":{"de":"Beispiel GmbH\\n\\nWeg 1"}}');
  write('setting', { settings });
}

function groups(hash) {
  const view = new DataView(hash.slice().buffer);
  return Array.from({ length: 8 }, (_, i) =>
    String(view.getUint32(4 * i, true) % 100000).padStart(5, '0'),
  ).join(' ');
}

// ---------------------------------------------------------------- invitation

function makeInvitation() {
  const invitations = [1, 2].map(n => {
    const rootPk = n === 1 ? root.pk : signKeys(fixed(32, 61)).pk;
    const user = fixed(16, 50 + n),
      secret = fixed(16, 70 + n);
    const sign = signKeys(fixed(32, 80 + n)),
      box = boxKeys(fixed(32, 90 + n));
    const k = H(32, secret, 'hark/invite/v1', orgId(rootPk), user);
    const token = H(32, k, 'hark/invite-token/v1');
    return {
      root_pk: hex(rootPk),
      user: hex(user),
      secret: hex(secret),
      line: toLine(cat(int(1, 1), rootPk, user, secret), 104, 0, 4),
      later: toLine(cat(int(2, 1), rootPk, user, secret), 104, 0, 4),
      nobody: toLine(cat(int(1, 1), rootPk, zeros(16), secret), 104, 0, 4),
      token: hex(token),
      token_hash: hex(H(32, null, 'hark/invite-token-hash/v1', token)),
      sign_pk: hex(sign.pk),
      box_pk: hex(box.pk),
      // crypto_auth: HMAC-SHA-512, its first 32 bytes
      tag: hex(hmac(sha512, k, cat(user, sign.pk, box.pk)).slice(0, 32)),
    };
  });
  const codes = [1, 2].map(n => {
    const code = fixed(16, 110 + n);
    return { code: hex(code), org: hex(org), hash: hex(H(32, code, 'hark/portal-invite/v1', org)) };
  });
  write('invitation', { invitations, codes });
}

// ---------------------------------------------------------------- epoch

const ticket = fixed(16, 150);
const commit = (key, epoch) => epochs.commit(key, ticket, epoch);
const statementOf = e => epochs.write({ ...e, ticket, author: e.author.id }, org, e.author.sign?.seed);
const slotOf = (e, statement, kind, recipient, pk, ephemeral) =>
  epochs.sealSlot({ ...e, ticket }, statement, org, kind, recipient, pk, ephemeral);

function makeEpoch() {
  const author = person(160, 'Ada'),
    reporter = boxKeys(fixed(32, 170)),
    area = fixed(16, 140);
  const e0 = {
    epoch: 0,
    prev: zeros(32),
    area,
    sh: fixed(32, 180),
    in: zeros(32),
    reporter: reporter.pk,
    head: fixed(16, 190),
    excluded: [],
    author: { id: zeros(16) },
  };
  const s0 = statementOf(e0);
  const e1 = {
    ...e0,
    epoch: 1,
    prev: H(32, null, null, s0),
    sh: fixed(32, 200),
    in: fixed(32, 210),
    excluded: [fixed(16, 10), fixed(16, 20)],
    author,
  };
  const s1 = statementOf(e1);
  const nonces = [fixed(24, 220), fixed(24, 230)];
  const past = sort =>
    epochs.sealPast({ ...e1, ticket }, sort, sort ? e1.in : e1.sh, sort ? e0.in : e0.sh, nonces[sort]);
  const describe = (e, s) => ({
    epoch: e.epoch,
    prev: hex(e.prev),
    sh: hex(e.sh),
    in: hex(e.in),
    commit_sh: hex(commit(e.sh, e.epoch)),
    commit_in: hex(commit(e.in, e.epoch)),
    excluded: e.excluded.map(hex),
    author: hex(e.author.id),
    statement: hex(s),
    hash: hex(H(32, null, null, s)),
    slots: [
      {
        kind: 1,
        recipient: hex(author.id),
        slot: hex(slotOf(e, s, 1, author.id, author.box.pk, fixed(32, 33))),
      },
      {
        kind: 2,
        recipient: hex(zeros(16)),
        slot: hex(slotOf(e, s, 2, zeros(16), reporter.pk, fixed(32, 44))),
      },
    ],
  });
  write('epoch', {
    org: hex(org),
    ticket: hex(ticket),
    area: hex(area),
    head: hex(e0.head),
    reporter_seed: hex(fixed(32, 170)),
    reporter_pk: hex(reporter.pk),
    author_sign_seed: hex(author.seeds.sign),
    author_box_seed: hex(author.seeds.box),
    epochs: [describe(e0, s0), describe(e1, s1)],
    past: [0, 1].map(sort => ({ sort, nonce: hex(nonces[sort]), box: hex(past(sort)) })),
  });
}

// ---------------------------------------------------------------- object

function makeObject() {
  const base = {
    object: fixed(16, 11),
    prev: fixed(16, 12),
    key: fixed(32, 13),
    head: fixed(16, 14),
    nonce: fixed(24, 15),
  };
  const text = n => JSON.stringify({ text: 'ä'.repeat(n) });
  const list = [
    {
      type: 1,
      flags: 1,
      author: zeros(16),
      epoch: 0,
      counter: 0,
      time: 0,
      body: '{"subject":"S","report":"R"}',
    },
    {
      type: 2,
      flags: 0,
      author: fixed(16, 16),
      epoch: 1,
      counter: 7,
      time: 1795521600,
      body: text(3),
      seed: fixed(32, 17),
    },
    // 30 bytes before the body, 11 around the text: 1,023 bytes are the most that 1 KiB holds
    { type: 2, flags: 0, author: zeros(16), epoch: 2, counter: 8, time: 1, body: text(491) },
    {
      type: 2,
      flags: 0,
      author: zeros(16),
      epoch: 4294967295,
      counter: 4294967295,
      time: 253402300799,
      body: text(492),
    },
  ];
  write('object', {
    org: hex(org),
    ticket: hex(ticket),
    object: hex(base.object),
    prev: hex(base.prev),
    key: hex(base.key),
    head: hex(base.head),
    nonce: hex(base.nonce),
    objects: list.map(o => {
      const { sealed, digest } = objects.seal({ org, ticket, ...base, ...o }, base.key, base.nonce);
      return {
        type: o.type,
        flags: o.flags,
        author: hex(o.author),
        epoch: o.epoch,
        counter: o.counter,
        time: o.time,
        body: o.body,
        sign_seed: o.seed ? hex(o.seed) : null,
        digest: hex(digest),
        sealed: hex(sealed),
      };
    }),
  });
}

// ---------------------------------------------------------------- file

function makeFile() {
  const blob = fixed(16, 21),
    key = fixed(32, 22),
    prefix = fixed(16, 23);
  const files = [0, 5, 1024, 1025, 65536, 65537, 200000].map(size => {
    const data = Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 255);
    const file = attachment.seal(data, blob, key, prefix);
    return {
      size,
      padded: file.padded,
      chunks: file.chunks,
      sealed_size: file.sealed.length,
      hash: hex(file.hash),
      sealed_hash: hex(H(32, null, null, file.sealed)),
    };
  });
  const sizes = [
    0, 1, 1023, 1024, 1025, 1056, 1057, 4095, 4096, 4097, 65535, 100000, 1000001, 26214400, 4294967295,
    4294967296,
  ].map(size => [size, attachment.padme(size)]);
  write('file', { blob: hex(blob), key: hex(key), prefix: hex(prefix), files, sizes });
}

// ---------------------------------------------------------------- period

function local(instant, zone) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant * 1000));
  return Object.fromEntries(parts.map(p => [p.type, Number(p.value)]));
}

const dayNumber = p => Math.round(Date.UTC(p.year, p.month - 1, p.day) / 86400000);

// the last second of which @zone's calendar says that day: found by trying, not by knowing about offsets
function endOfDay(day, zone) {
  let low = day * 86400 - 86400,
    high = day * 86400 + 3 * 86400;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayNumber(local(middle, zone)) <= day) low = middle;
    else high = middle;
  }
  return low;
}

function due(instant, zone, count, unit) {
  const from = local(instant, zone);
  let day = dayNumber(from);
  if (unit === 'days') day += count;
  if (unit === 'working-days')
    for (let left = count; left > 0;) {
      day++;
      const weekday = new Date(day * 86400000).getUTCDay();
      if (weekday !== 0 && weekday !== 6) left--;
    }
  if (unit === 'months') {
    const month = from.month - 1 + count;
    const last = new Date(Date.UTC(from.year, month + 1, 0)).getUTCDate();
    day = dayNumber({ year: from.year, month: month + 1, day: Math.min(from.day, last) });
  }
  return endOfDay(day, zone);
}

function makePeriod() {
  const at = text => Date.parse(text) / 1000;
  const cases = [
    ['2026-11-24T13:00:00Z', 'Europe/Berlin', 7, 'days'],
    ['2026-11-24T23:30:00Z', 'Europe/Berlin', 7, 'days'],
    ['2026-03-27T12:00:00Z', 'Europe/Berlin', 2, 'days'],
    ['2026-10-23T12:00:00Z', 'Europe/Berlin', 2, 'days'],
    ['2026-11-30T12:00:00Z', 'Europe/Berlin', 3, 'months'],
    ['2027-11-30T12:00:00Z', 'Europe/Berlin', 3, 'months'],
    ['2026-01-31T12:00:00Z', 'Europe/Vienna', 1, 'months'],
    ['2026-08-31T21:59:59Z', 'Europe/Berlin', 1, 'months'],
    ['2026-08-31T22:00:00Z', 'Europe/Berlin', 1, 'months'],
    ['2026-11-20T12:00:00Z', 'Europe/Paris', 7, 'working-days'],
    ['2026-11-21T12:00:00Z', 'Europe/Paris', 1, 'working-days'],
    ['2026-11-22T12:00:00Z', 'Europe/Paris', 0, 'working-days'],
    ['2026-11-22T12:00:00Z', 'Pacific/Auckland', 0, 'days'],
    ['2026-11-22T03:00:00Z', 'America/Los_Angeles', 0, 'days'],
    ['2018-02-16T12:00:00Z', 'America/Sao_Paulo', 1, 'days'],
    ['2018-11-02T12:00:00Z', 'America/Sao_Paulo', 1, 'days'],
    ['2026-02-28T12:00:00Z', 'UTC', 1200, 'months'],
  ].map(([text, zone, count, unit]) => ({
    instant: at(text),
    zone,
    count,
    unit,
    due: due(at(text), zone, count, unit),
  }));
  const feedback = [
    ['2026-11-24T13:00:00Z', null],
    ['2026-11-24T13:00:00Z', '2026-11-25T09:00:00Z'],
    ['2026-11-24T13:00:00Z', '2027-01-10T09:00:00Z'],
    ['2026-11-30T13:00:00Z', null],
  ].map(([received, acknowledged]) => {
    const zone = 'Europe/Berlin';
    const latest = due(due(at(received), zone, 7, 'days'), zone, 3, 'months');
    return {
      received: at(received),
      acknowledged: acknowledged ? at(acknowledged) : 0,
      zone,
      acknowledge_due: due(at(received), zone, 7, 'days'),
      due: acknowledged ? Math.min(latest, due(at(acknowledged), zone, 3, 'months')) : latest,
    };
  });
  write('period', { cases, feedback });
}

makeCode();
makeAccount();
makeSetting(makeRoster());
makeInvitation();
makeEpoch();
makeObject();
makeFile();
makePeriod();
