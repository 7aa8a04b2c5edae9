// What people do with the service, one function per deed. Each ends on the page that the deed leads to.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { fillAndContinue, has, press, submit } from './form.mjs';
import { CODE } from './product.mjs';

export const onCheckPage = (visitor) => has(visitor, 'main button[name="go"][value="send"]');

/** From the front page to the page where the answers are checked. */
export async function answerQuestions(visitor, at, answers, each) {
  await visitor.open(at.start);
  await visitor.follow(() => visitor.page.click('main a[href$="/report"]'));
  await fillAndContinue(visitor, answers, onCheckPage, each);
}

/** Sends what was checked, and reads the receipt: number, and the code in both spellings. */
export async function send(visitor) {
  await press(visitor, 'send');
  return receipt(visitor);
}

export async function receipt(visitor) {
  const text = await visitor.text();
  const number = text.match(CODE.number)?.[0];
  const digits = text.match(CODE.digits)?.[0].replaceAll(' ', '-');
  const letters = text.replace(CODE.digits, '').match(CODE.letters)?.[0].replaceAll(' ', '-');
  assert.ok(number && digits && letters, `no number and code on the receipt: ${text}`);
  return { number, digits, letters };
}

export const lastGroup = (code) => code.split('-').at(-1);

export async function confirm(visitor, group) {
  await submit(visitor, { group });
}

export async function track(visitor, at, code) {
  await visitor.open(at.track);
  await submit(visitor, { code });
}

export async function answer(visitor, text) {
  await submit(visitor, { answer: text });
}

/** Signs in; with the six digits of the officer's phone when it has a secret. */
export async function signIn(visitor, at, { login, password, secret = '', code = secret && oneTimeCode(secret) }) {
  await visitor.open(at.signIn);
  await submit(visitor, { login, password, code });
}

/** The address of a case in the list, or null when it is not there. */
export async function findCase(visitor, at, number) {
  await visitor.open(at.office);
  const links = await visitor.page.$$eval('main a[href]', (all) => all.map((a) => [a.href, (a.closest('tr, li') ?? a).textContent]));
  return links.find(([, text]) => text.includes(number))?.[0] ?? null;
}

/** Opens the page of a deed from the case that is open; tells whether the case offers it. */
export async function openDeed(visitor, deed) {
  const link = await visitor.page.$(`main a[href$="/${deed}"]`);
  if (link) await visitor.follow(() => link.click());
  return link !== null;
}

/** Does one deed to the case that is open. */
export async function act(visitor, deed, values) {
  assert.ok(await openDeed(visitor, deed), `${visitor.name} at ${visitor.page.url()}: the case offers no ${deed}`);
  await submit(visitor, values);
}

/** Moves the case that is open to another stage. */
export async function move(visitor, step) {
  const button = await visitor.page.$(`main form:has(input[name="step"][value="${step}"]) button`);
  assert.ok(button, `${visitor.name} at ${visitor.page.url()}: the case offers no step ${step}`);
  await visitor.follow(() => button.click());
}

/** Six digits as the app of a phone makes them from the secret on the page of enrolment (RFC 6238). */
export function oneTimeCode(secret, step = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const tag = createHmac('sha1', key).update(counter).digest();
  return String((tag.readUInt32BE(tag.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Makes the form on the page one that the service did not give out, as an old tab's is. */
export async function spoilToken(visitor, scope = 'main form') {
  await visitor.page.$$eval(`${scope} input[name="token"]`, (all) => {
    for (const one of all) one.value = `x${one.value.slice(1)}`;
  });
}

/** Walks every page that links lead to from those already seen, calling `each` on every new one. */
export async function crawl(visitor, skip, each, limit = 200) {
  const done = new Set([...visitor.seen].map(shape));
  for (let count = 0; count < limit; count += 1) {
    const next = [...visitor.linked.keys()].find((path) => !done.has(shape(path)) && !skip(path));
    if (!next) return;
    done.add(shape(next));
    await visitor.open(next);
    const type = visitor.answer?.headers()['content-type'] ?? '';
    if (type.startsWith('text/html')) await each(next);
  }
  throw new Error(`${visitor.name}: more than ${limit} different pages`);
}

/** Pages that differ only in which case, officer or number they show are one page. */
export const shape = (path) => path.replace(/[0-9a-f]{32}/g, ':id').replace(/\d{4}-\d{6}/g, ':number').replace(/\d+/g, ':n');
