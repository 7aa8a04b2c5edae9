// The officers' keys, pressed: every one of the table that the page carries, and the moments at which none of them works.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { addresses } from './product.mjs';
import { demo } from './service.mjs';
import { openDeed, signIn } from './story.mjs';

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

async function chord(visitor, code) {
  const { keyboard } = visitor.page;
  await keyboard.down('ControlLeft');
  await keyboard.down('AltLeft');
  await keyboard.press(code);
  await keyboard.up('AltLeft');
  await keyboard.up('ControlLeft');
}

/** The keys that the page carries: place on the keyboard and where it leads. */
const keys = (visitor) => visitor.page.$$eval('#shortcuts [data-code]', (all) => all.map(({ dataset, textContent }) => ({ code: dataset.code, to: dataset.to, label: textContent })));

/** An officer with JavaScript, and the address of a case that stands in their list. */
async function handler(name) {
  const at = addresses(service.agency, 'th');
  for (const officer of service.officers) {
    const visitor = await browser.visitor(service.origin, { name, javascript: true, width: 1280 });
    await signIn(visitor, at, officer);
    const link = await visitor.page.$('main table a[href*="/office/case/"]');
    if (link) return { at, visitor, address: await link.evaluate((one) => one.href) };
    await visitor.close();
  }
  throw new Error('no officer has a case');
}

test('every key of the page of help leads where its line says', async () => {
  const { at, visitor, address } = await handler('keys');
  await visitor.open(`${at.office}/shortcuts`);
  const told = await visitor.text();
  const table = await keys(visitor);
  assert.ok(table.length >= 9, `${table.length} keys`);
  assert.equal(await visitor.page.$eval('#shortcuts ul', (list) => list.getClientRects().length), 0, 'the list is for the script');
  for (const { code, to, label } of table) {
    assert.ok(told.includes(label) && told.includes(`Ctrl + Alt + ${code.at(-1)}`), `${code} stands on the page of help`);
    await visitor.open(address);
    if (to.startsWith('#')) {
      await chord(visitor, code);
      assert.equal(await visitor.page.evaluate(() => document.activeElement.id), to.slice(1), code);
      assert.equal(visitor.page.url(), address);
    } else {
      await visitor.follow(() => chord(visitor, code));
      const { pathname, search } = new URL(visitor.page.url());
      assert.equal(pathname + search, to, code);
      assert.equal(visitor.status(), 200, code);
    }
  }
  visitor.check();
  await visitor.close();
});

test('no key works in a field, and none leads away from what was typed', async () => {
  const { visitor, address } = await handler('keys-typing');
  await visitor.open(address);
  const [first] = await keys(visitor);
  assert.ok(await openDeed(visitor, 'note'));
  const here = visitor.page.url();
  const stays = async (why) => {
    await chord(visitor, first.code);
    await visitor.page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 300); }));
    assert.equal(visitor.page.url(), here, why);
  };
  const field = 'main textarea[name="text"]';
  await visitor.page.focus(field);
  await stays('an empty field has the keyboard');
  await visitor.page.type(field, 'จดไว้ก่อน');
  await stays('something is being typed');
  await visitor.page.evaluate(() => document.activeElement.blur());
  await stays('something is typed and not sent');
  assert.equal(await visitor.page.$eval(field, (one) => one.value), 'จดไว้ก่อน');
  await visitor.page.$eval(field, (one) => { one.value = ''; });
  await visitor.follow(() => chord(visitor, first.code));
  assert.notEqual(visitor.page.url(), here, 'nothing typed any more, and the key leads away');
  visitor.check();
  await visitor.close();
});
