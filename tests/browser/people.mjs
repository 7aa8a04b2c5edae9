// The tour of people: an administrator invites somebody, who accepts on a phone; both compare the key; the recovery kit
// signs; the newcomer works, is appointed to something else, and leaves.
import assert from 'node:assert/strict';
import { complaint, press, submit } from './form.mjs';
import { addresses } from './product.mjs';
import { signIn } from './story.mjs';

const FINGERPRINT = /\b(?:[0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}\b/;

/** The newcomer, by field name. */
const NEWCOMER = {
  name: 'นายธนากร ทดลองงาน',
  login: 'thanakorn',
  post: 'นิติกรปฏิบัติการ',
  unit: 'none',
  mail: '',
  roles: ['responsible', 'custodian'],
  order_number: '12/2569',
};
const PASSWORD = 'มะม่วงสุกสามลูกในตะกร้า';

/** Today, as the fields of a date ask for it. */
function today(id, language) {
  const bangkok = new Date(Date.now() + 7 * 3_600_000);
  const year = bangkok.getUTCFullYear() + (language === 'th' ? 543 : 0);
  return { [`${id}_day`]: String(bangkok.getUTCDate()), [`${id}_month`]: String(bangkok.getUTCMonth() + 1), [`${id}_year`]: String(year) };
}

const fingerprint = async (visitor) => (await visitor.text()).match(FINGERPRINT)?.[0];

async function mustComplain(visitor, what) {
  assert.ok(await complaint(visitor), `${visitor.name} at ${visitor.page.url()}: ${what} was taken`);
}

/** Walks it on an agency that has been set up, with its first officer and its kit. */
export async function peopleTour(browser, service, language, { agency, admin, kit }, stop) {
  const at = addresses(agency, language);
  const people = `${at.office}/people`;
  const boss = await browser.visitor(service.origin, { name: `people-${language}` });
  const see = (name, visitor = boss) => stop(`${language} set-up, people, ${name}`, visitor);
  const dates = { ...today('ordered', language), ...today('from', language) };
  await signIn(boss, at, admin);
  await boss.open(`${people}/invite`);
  await see('invitation');
  await submit(boss, { name: '' });
  await mustComplain(boss, 'an empty invitation');
  await see('invitation, empty');
  await submit(boss, { ...NEWCOMER, ...dates });
  await see('invitation, address');
  const address = await boss.page.$eval('main #address', (area) => area.value.trim());
  await boss.open(people);
  await see('list with an invitation');

  const phone = await browser.visitor(service.origin, { name: `newcomer-${language}` });
  const path = new URL(address).pathname;
  const join = language === 'th' ? path : `/${language}${path}`;
  await phone.open(join);
  await see('joining', phone);
  await submit(phone, { fresh: 'short', again: 'other' });
  await mustComplain(phone, 'a weak password');
  await see('joining, mistakes', phone);
  await submit(phone, { fresh: PASSWORD, again: PASSWORD });
  await see('joined, not signed for yet', phone);
  const own = await fingerprint(phone);
  assert.ok(own, 'the newcomer sees no fingerprint');

  await boss.open(`${people}/keys`);
  assert.equal(await fingerprint(boss), own, 'both sides see the same key');
  await see('keys, somebody waits');
  await submit(boss, { compared: { nth: 1 }, kit: 'AAAA-AAAA' });
  await mustComplain(boss, 'a wrong kit');
  await see('keys, wrong kit');
  await submit(boss, { kit });
  await see('keys signed');
  await phone.open(at.office);
  assert.ok(!phone.page.url().endsWith('/account'), 'the newcomer does not work after being signed for');
  const late = await browser.visitor(service.origin, { name: `late-${language}` });
  assert.equal(await late.open(join), 410, 'the address works twice');
  await see('invitation, used', late);
  await late.close();

  await boss.open(people);
  await boss.follow(() => boss.page.click(`main a[href*="/person/"]::-p-text(${NEWCOMER.name})`));
  await see('person');
  const person = new URL(boss.page.url()).pathname;
  await boss.open(`${person}/appoint`);
  await see('appointment');
  await submit(boss, { post: '' });
  await mustComplain(boss, 'an appointment without an order');
  await see('appointment, empty');
  await submit(boss, { post: NEWCOMER.post, roles: ['executive'], order_number: '13/2569', ...dates });
  await see('person, appointed');
  await boss.open(`${people}/panel/fin`);
  await see('panel');
  await press(boss, 'preview');
  await see('panel, previewed');
  await boss.open(`${person}/retire`);
  await see('switching off');
  await submit(boss, { sure: { nth: 1 } });
  await see('people, somebody was switched off');
  await boss.open(`${people}/invite`);
  await see('invitation, somebody has left');
  await boss.open(`${people}/keys`);
  await see('keys, somebody leaves');
  await phone.open(at.office);
  assert.ok(phone.page.url().endsWith('/sign-in'), 'whoever was switched off is still in');
  for (const visitor of [phone, boss]) {
    visitor.check();
    await visitor.close();
  }
}
