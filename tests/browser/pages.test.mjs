// Every page in both languages: no barrier found by axe-core at 390 and 1280 px, no overflow at 320 px, clean markup.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { accessibility, markup } from './inspect.mjs';
import { citizenTour, officeTour, setupTour } from './pages.mjs';
import { peopleTour } from './people.mjs';
import { DEMONSTRATION, LANGUAGES, NEIGHBOUR, SETUP } from './product.mjs';
import { anotherAgency, demo, empty } from './service.mjs';

const WIDTHS = [390, 1280];
const NARROWEST = 320;
const STYLE_BYTES = 20 * 1024;

let browser;
let service;
const sources = [];

before(async () => {
  browser = await Browser.launch();
  service = await demo();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** One subtest for each page that a tour stops at. */
function inspector(t) {
  return (name, visitor) => t.test(name, async () => {
    const language = name.split(' ')[0];
    assert.equal(await visitor.page.$eval('html', (html) => html.lang), language, 'language of the page');
    sources.push([name, await visitor.source()]);
    for (const width of WIDTHS) {
      await visitor.resize(width);
      assert.deepEqual(await accessibility(visitor), [], `axe-core at ${width} px`);
      await visitor.measure();
      if (width !== WIDTHS[0]) await visitor.shoot(); // what it looked like at first was taken on arrival
    }
    await visitor.resize(NARROWEST);
    await visitor.measure();
    await visitor.resize(WIDTHS[0]);
    visitor.check();
  });
}

for (const language of LANGUAGES) {
  test(`pages of citizens and officers, ${language}`, async (t) => {
    const codes = await citizenTour(browser, service, language, inspector(t));
    await officeTour(browser, service, language, codes, inspector(t));
  });

  test(`pages of the set-up, ${language}`, async (t) => {
    const fresh = await empty();
    const inspect = inspector(t);
    try {
      const front = await browser.visitor(fresh.origin, { name: `empty-${language}` });
      const door = language === 'th' ? '/' : `/${language}`;
      await front.open(door);
      await inspect(`${language} set-up, not open yet`, front);
      const { visitor, kit } = await setupTour(browser, fresh, language, inspect);
      await visitor.open(language === 'th' ? fresh.setup : `/${language}${fresh.setup}`);
      await inspect(`${language} set-up, address used`, visitor);
      await visitor.close();
      await peopleTour(browser, fresh, language, { agency: SETUP.slug, admin: SETUP, kit }, inspect);
      const second = await setupTour(browser, { ...fresh, setup: await anotherAgency(fresh) }, language, async () => {}, NEIGHBOUR);
      await second.visitor.close();
      await front.open(door);
      await inspect(`${language} set-up, chooser`, front);
      await front.close();
    } finally {
      await fresh.stop();
    }
  });
}

test('the tours saw the pages of both languages', () => {
  for (const language of LANGUAGES) {
    const seen = sources.filter(([name]) => name.startsWith(`${language} `)).length;
    assert.ok(seen >= 80, `only ${seen} pages were seen in ${language}`);
  }
});

test('the markup of every page is clean', async () => {
  assert.deepEqual(await markup(sources), []);
});

test('every page of a demonstration says that it is one', () => {
  const shown = sources.filter(([name]) => !name.includes(' set-up, '));
  assert.ok(shown.length > 0, 'no page was seen');
  const silent = shown.filter(([name, source]) => !source.includes(DEMONSTRATION[name.slice(0, 2)]));
  assert.deepEqual(silent.map(([name]) => name), []);
});

test('the style sheet is small', async () => {
  const [, source] = sources[0];
  const [, path] = source.match(/<link rel="stylesheet" href="([^"]+)">/);
  const answer = await fetch(new URL(path, service.origin));
  assert.equal(answer.status, 200);
  const bytes = (await answer.arrayBuffer()).byteLength;
  assert.ok(bytes > 0 && bytes <= STYLE_BYTES, `${bytes} bytes`);
});
