// From an empty store to the first report, by the pages and the commands they name; and a second agency beside it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { complaint, submit } from './form.mjs';
import { setupTour } from './pages.mjs';
import { NEIGHBOUR, SETUP, addresses, report } from './product.mjs';
import { addOfficer, anotherAgency, empty } from './service.mjs';
import { answerQuestions, findCase, send, signIn } from './story.mjs';

const SECOND = { login: 'wichai', name: 'นายวิชัย ทดลองงาน', post: 'นิติกร', roles: 'intake,responsible' };
const OWN = 'ฝนตก ที่ทุ่งนา ตอนสี่โมงเย็น';

let browser;

before(async () => { browser = await Browser.launch(); });
after(async () => { await browser?.close(); });

for (const language of ['th', 'en']) {
  test(`an agency is set up and takes its first report, ${language}`, async () => {
    const service = await empty();
    const prefix = language === 'th' ? '' : `/${language}`;
    try {
      const { visitor, kit } = await setupTour(browser, service, language, async () => {});
      assert.ok(kit, 'the recovery kit was shown');
      assert.equal(await visitor.open(service.setup), 410, 'the set-up address opens once');
      visitor.check();
      await visitor.close();

      const at = addresses(SETUP.slug, language);
      const citizen = await browser.visitor(service.origin, { name: `first-${language}` });
      await citizen.open(prefix || '/');
      assert.equal(new URL(citizen.page.url()).pathname, at.start, 'one agency needs no chooser');
      assert.ok((await citizen.page.$eval('header', (one) => one.innerText)).includes(language === 'th' ? SETUP.full_name : SETUP.english_name));
      await answerQuestions(citizen, at, report(language));
      assert.ok((await citizen.text()).includes(SETUP.outside), 'with one officer the outside body reads along, and the page says so');
      const { number } = await send(citizen);

      const officer = await browser.visitor(service.origin, { name: `first-officer-${language}`, width: 1280 });
      await signIn(officer, at, SETUP);
      const address = await findCase(officer, at, number);
      assert.ok(address, 'the first officer finds the first report');
      await officer.open(address);
      assert.ok((await officer.text()).includes(report(language).what), 'and reads it');

      const first = await addOfficer(service, SETUP.slug, SECOND, kit);
      const second = await browser.visitor(service.origin, { name: `second-officer-${language}` });
      await signIn(second, at, { ...SECOND, password: first });
      await second.open(at.office);
      assert.equal(new URL(second.page.url()).pathname, at.account, 'a first password has to be changed');
      await submit(second, { present: first, fresh: OWN, again: OWN });
      assert.equal(await complaint(second), '');
      assert.equal(await findCase(second, at, number), null, 'what came before is not for the second officer');
      await answerQuestions(citizen, at, report(language));
      const next = await send(citizen);
      assert.ok(await findCase(second, at, next.number), 'what comes after is');

      const neighbour = { ...service, setup: await anotherAgency(service) };
      const made = await setupTour(browser, neighbour, language, async () => {}, NEIGHBOUR);
      const there = addresses(NEIGHBOUR.slug, language);
      await citizen.open(prefix || '/');
      const offered = await citizen.page.$$eval('main a[href]', (all) => all.map((one) => one.pathname));
      assert.deepEqual(offered.sort(), [at.start, there.start].sort(), 'two agencies stand in a chooser');
      await citizen.follow(() => citizen.page.click(`main a[href="${there.start}"]`));
      await answerQuestions(citizen, there, report(language));
      const other = await send(citizen);
      assert.equal(await findCase(officer, at, other.number), null, 'nothing crosses to the first agency');
      await officer.open(there.office);
      assert.equal(new URL(officer.page.url()).pathname, there.signIn, 'and its officers are strangers there');
      for (const one of [citizen, officer, second, made.visitor]) {
        one.check();
        await one.close();
      }
    } finally {
      await service.stop();
    }
  });
}
