// What an officer prints: the pages about a case without the words of its reporter, the case file with them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { submit } from './form.mjs';
import { TALK, addresses } from './product.mjs';
import { demo } from './service.mjs';
import { signIn } from './story.mjs';

const PAGES = ['', '/ask', '/note', '/close', '/link', '/signature', '/involve', '/assign', '/hold', '/measure/referral'];

let browser;
let service;

before(async () => {
  browser = await Browser.launch();
  service = await demo();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** What paper would show of the page, with everything unfolded that can be. */
async function onPaper(visitor) {
  await visitor.page.$$eval('main details', (all) => { for (const one of all) one.open = true; });
  await visitor.page.emulateMediaType('print');
  const text = await visitor.text();
  await visitor.page.emulateMediaType('screen');
  return text;
}

test('pages about a case print without the words of its reporter, and its file with them', async () => {
  const at = addresses(service.agency, 'th');
  const visitor = await browser.visitor(service.origin, { name: 'print', width: 1280 });
  for (const officer of service.officers) {
    await signIn(visitor, at, officer);
    if (await visitor.page.$('main table a[href*="/office/case/"]')) break;
    await visitor.context.deleteCookie(...(await visitor.context.cookies()));
  }
  await visitor.follow(() => visitor.page.click('main table a[href*="/office/case/"]'));
  const { pathname } = new URL(visitor.page.url());
  const told = (await visitor.page.$eval('main .quote', (quote) => quote.innerText)).replace(/\s+/g, ' ').trim();
  assert.ok(told.length > 20, told);
  for (const page of PAGES) {
    await visitor.open(pathname + page);
    const paper = await onPaper(visitor);
    assert.ok(paper.length > 20, `${page} prints something`);
    assert.ok(!paper.includes(told), `${page} prints the report`);
  }
  await visitor.open(at.office);
  await submit(visitor, { words: told.slice(0, 12) });
  assert.ok((await visitor.text()).includes(told.slice(0, 12)), 'the search shows what it found');
  assert.ok(!(await onPaper(visitor)).includes(told.slice(0, 12)), 'the search prints what it found');
  await visitor.open(`${pathname}/file`);
  await submit(visitor, { text: TALK.th.note, how: 'print' });
  assert.ok((await onPaper(visitor)).includes(told), 'the case file prints the report');
  visitor.check();
  await visitor.close();
});
