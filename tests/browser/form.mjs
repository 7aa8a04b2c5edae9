// Filling in forms as a person does: fields by name, choices by value or by what their label says.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FIELD = 'input:not([type="hidden"]), textarea, select';
const ALERT = '[role="alert"]';

/**
 * Fills every field of the page that `values` names; tells which were there.
 * A value is text, a list (several boxes), `{ label }` (the choice whose label holds that text) or
 * `{ nth }` (the n-th choice, from 1).
 */
export async function fill(visitor, values) {
  const used = [];
  for (const [name, value] of Object.entries(values)) {
    const fields = await named(visitor, name);
    if (!fields.length) continue;
    used.push(name);
    for (const wanted of Array.isArray(value) ? value : [value]) await enter(visitor, name, fields, wanted);
  }
  return used;
}

async function named(visitor, name) {
  const all = await visitor.page.$$(`main form :is(${FIELD})[name="${name}"]`);
  return all;
}

async function enter(visitor, name, fields, wanted) {
  const kind = await fields[0].evaluate((field) => (field.tagName === 'INPUT' ? field.type : field.tagName.toLowerCase()));
  if (kind === 'radio' || kind === 'checkbox') {
    const field = await choice(visitor, name, fields, wanted);
    if (await field.evaluate((one) => one.checked)) return;
    await unfold(field);
    const label = await field.evaluateHandle((one) => one.labels?.[0] ?? one);
    await label.asElement().click();
    if (!(await field.evaluate((one) => one.checked))) throw new Error(`${visitor.name}: ${name} could not be chosen`);
  } else if (kind === 'select') {
    const options = await fields[0].$$('option');
    const option = await choice(visitor, name, options, wanted);
    await fields[0].select(await option.evaluate((one) => one.value));
  } else {
    await unfold(fields[0]);
    await fields[0].evaluate((field) => { field.focus(); field.select?.(); });
    await visitor.page.keyboard.press('Delete');
    if (wanted !== '') await visitor.page.keyboard.sendCharacter(wanted);
  }
}

async function choice(visitor, name, options, wanted) {
  if (typeof wanted === 'object' && wanted.nth) {
    if (options[wanted.nth - 1]) return options[wanted.nth - 1];
  }
  const told = [];
  for (const option of options) {
    const [value, label] = await option.evaluate((one) => [one.value, (one.labels?.[0] ?? one).textContent.replace(/\s+/g, ' ')]);
    told.push(`${value} (${label.trim()})`);
    if (wanted === true || value === wanted || (wanted.label && label.includes(wanted.label))) return option;
  }
  throw new Error(`${visitor.name} at ${visitor.page.url()}: ${name} has no ${JSON.stringify(wanted)}, only ${told.join('; ')}`);
}

/** Opens the folded part of the page that hides a field. */
async function unfold(field) {
  const summary = await field.evaluateHandle((one) => one.closest('details:not([open])')?.querySelector('summary') ?? null);
  if (summary.asElement()) await summary.asElement().click();
}

/** Presses the button whose name and value are these, e.g. `go` and `back`. */
export async function press(visitor, value, name = 'go') {
  const button = await visitor.page.$(`main button[name="${name}"][value="${value}"]`);
  if (!button) throw new Error(`${visitor.name} at ${visitor.page.url()}: no button ${name}=${value}`);
  await visitor.follow(() => button.click());
}

/** Presses what leads onward: next, send, or the first button of the main form that is neither back nor edit. */
export async function proceed(visitor, scope = 'main form') {
  for (const value of ['next', 'send']) {
    if (await visitor.page.$(`${scope} button[name="go"][value="${value}"]`)) return press(visitor, value);
  }
  const button = await visitor.page.$(`${scope} button:not([type="button"]):not([value="back"]):not([value^="edit:"])`);
  if (!button) throw new Error(`${visitor.name} at ${visitor.page.url()}: no button leads on`);
  return visitor.follow(() => button.click());
}

/** Fills one form of a page that may have several, found by its fields, and sends it. */
export async function submit(visitor, values) {
  const [first] = Object.keys(values);
  const used = await fill(visitor, values);
  const missing = Object.keys(values).filter((name) => !used.includes(name));
  if (missing.length) throw new Error(`${visitor.name} at ${visitor.page.url()}: no field ${missing.join(', ')}`);
  await proceed(visitor, `main form:has([name="${first}"])`);
}

/** What the page complains about, or ''. */
export async function complaint(visitor) {
  const all = await visitor.page.$$eval(ALERT, (found) => found.map((one) => one.innerText));
  return all.join(' ').replace(/\s+/g, ' ').trim();
}

/** Names of the fields a person can fill in on this page. */
export async function fieldNames(visitor) {
  const names = await visitor.page.$$eval(`main form :is(${FIELD})`, (all) => all.map((one) => one.name).filter(Boolean));
  return [...new Set(names)];
}

/** Chooses files, given as names and bytes, in the field for files of the page and sends its form. */
export async function attach(visitor, files) {
  const folder = await mkdtemp(join(tmpdir(), 'sujarit-files-'));
  try {
    const paths = await Promise.all(files.map(async ([name, bytes]) => {
      const path = join(folder, name);
      await writeFile(path, bytes);
      return path;
    }));
    const field = await visitor.page.$('main input[type="file"][multiple]');
    await field.uploadFile(...paths);
    await visitor.follow(() => visitor.page.click('main form:has(input[type="file"]) button'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const has = async (visitor, selector) => (await visitor.page.$(selector)) !== null;

/**
 * Goes from step to step, filling what each asks, until `arrived(visitor)` holds. `each` is called on every
 * step before it is filled. Fails on a complaint, and when a value was never asked for.
 */
export async function fillAndContinue(visitor, values, arrived, each = async () => {}) {
  const left = new Set(Object.keys(values));
  for (let step = 0; step < 25; step += 1) {
    if (await arrived(visitor)) {
      if (left.size) throw new Error(`${visitor.name}: never asked for ${[...left].join(', ')}`);
      return;
    }
    await each(visitor);
    for (const name of await fill(visitor, values)) left.delete(name);
    const before = await visitor.page.$eval('h1', (one) => one.innerText).catch(() => '');
    await proceed(visitor);
    const wrong = await complaint(visitor);
    if (wrong && !(await arrived(visitor))) throw new Error(`${visitor.name} at ${visitor.page.url()} after "${before}": ${wrong}`);
  }
  throw new Error(`${visitor.name} at ${visitor.page.url()}: not there after 25 steps`);
}
