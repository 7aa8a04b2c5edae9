// A file that is sent while the network breaks: it goes on from where it stopped, and arrives as it was.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { addresses, report } from './product.mjs';
import { demo } from './service.mjs';
import { answerQuestions, confirm, findCase, lastGroup, send, signIn, track } from './story.mjs';

const MIB = 1 << 20;
const SIZE = 12 * MIB;
const WORDS = {
  th: { sending: 'กำลังส่ง', broken: 'การเชื่อมต่อขาดหาย' },
  en: { sending: 'Sending', broken: 'The connection broke' },
};

let browser;
let service;
let folder;

before(async () => {
  browser = await Browser.launch();
  service = await demo();
  folder = await mkdtemp(join(tmpdir(), 'sujarit-pieces-'));
});

after(async () => {
  await browser?.close();
  await service?.stop();
  if (folder) await rm(folder, { recursive: true });
});

/** Sets what the network of a page does: bytes a second upwards, or nothing at all. */
async function network(session, { offline, upload }) {
  await session.send('Network.emulateNetworkConditions', {
    offline, latency: 5, downloadThroughput: -1, uploadThroughput: upload ?? -1,
  });
}

const said = (visitor) => visitor.page.$eval('[role="status"]', (one) => one.textContent).catch(() => '');
const shown = (visitor) => visitor.page.$eval('.note progress', (one) => one.value).catch(() => 0);

async function until(what, holds) {
  for (let turn = 0; turn < 600; turn += 1) {
    if (await holds()) return;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  assert.fail(`never: ${what}`);
}

for (const language of ['th', 'en']) {
  test(`a file whose connection breaks in the middle is completed, byte for byte (${language})`, async () => {
    const at = addresses(service.agency, language);
    const visitor = await browser.visitor(service.origin, { name: `pieces-${language}`, javascript: true, width: 390 });
    await answerQuestions(visitor, at, report(language));
    const codes = await send(visitor);
    await confirm(visitor, lastGroup(codes.letters));
    await track(visitor, at, codes.letters);
    await visitor.follow(() => visitor.page.click('main a[href$="/track/files"]'));

    const line = (number) => `${language} ${String(number).padStart(12, '0')}\n`;
    const content = Buffer.from(Array.from({ length: SIZE / 16 }, (_, number) => line(number)).join('')).subarray(0, SIZE);
    const path = join(folder, `statement-${language}.txt`);
    await writeFile(path, content);
    const field = await visitor.page.$('main input[type="file"][multiple]');
    await field.uploadFile(path);
    await visitor.page.click('main input[name="original"] + span');

    const posts = [];
    visitor.page.on('request', (request) => { if (request.method() === 'POST') posts.push(new URL(request.url()).pathname); });
    const session = await visitor.page.createCDPSession();
    await session.send('Network.enable');
    await network(session, { offline: false, upload: 2 * MIB });
    await visitor.page.click('main form:has(input[type="file"]) button[type="submit"]');
    await until('the second piece is on its way', async () => (await shown(visitor)) > 5 * MIB);
    assert.ok((await said(visitor)).includes(WORDS[language].sending));
    await network(session, { offline: true });
    await until('it says that the connection broke', async () => (await said(visitor)).includes(WORDS[language].broken));
    const before = await shown(visitor);
    await visitor.measure();
    await visitor.shoot();
    assert.ok(before > 4 * MIB, 'what was sent stays sent');
    // A while without a network, then the button.
    await new Promise((resolve) => { setTimeout(resolve, 2500); });
    assert.ok((await said(visitor)).includes(WORDS[language].broken));
    await network(session, { offline: false });
    const arrived = visitor.page.waitForNavigation({ timeout: 60_000 });
    await visitor.page.evaluate(() => { document.querySelector('main button[type="button"]:not([hidden])')?.click(); });
    await arrived;
    assert.match(visitor.page.url(), /\/track\/case/);
    assert.ok((await visitor.text()).includes(`statement-${language}.txt`));
    const whole = posts.filter((one) => one.endsWith('/track/files'));
    assert.equal(whole.length, 1, 'the form itself was sent once');
    assert.ok(posts.filter((one) => one.endsWith('/piece')).length > 3, posts.join(' '));
    // The break is a fault of the network that this test made.
    visitor.faults = visitor.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault));
    visitor.check();
    await visitor.close();

    const officer = await browser.visitor(service.origin, { name: `pieces-officer-${language}`, javascript: true, width: 1280 });
    let address;
    for (const one of service.officers) {
      await signIn(officer, at, one);
      address = await findCase(officer, at, codes.number);
      if (address) break;
    }
    assert.ok(address, 'an officer reads the case');
    await officer.open(`${address}/evidence`);
    const taken = await officer.page.evaluate(async () => {
      const form = Array.from(document.forms).find((one) => /\/evidence\/[0-9a-f]{32}$/.test(one.action));
      const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer());
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    });
    assert.equal(taken, createHash('sha256').update(content).digest('hex'));
    officer.check();
    await officer.close();
  });
}
