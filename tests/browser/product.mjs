// What the walks know of the product: addresses, field names, and what a person types. Nothing else is assumed.

export const LANGUAGES = ['th', 'en'];

export function addresses(agency, language) {
  const base = language === 'th' ? `/${agency}` : `/${language}/${agency}`;
  return {
    start: base,
    report: `${base}/report`,
    track: `${base}/track`,
    statistics: `${base}/statistics`,
    signIn: `${base}/office/sign-in`,
    office: `${base}/office`,
    dashboard: `${base}/office/dashboard`,
    account: `${base}/office/account`,
    oneTime: `${base}/office/account/one-time`,
    recovery: `${base}/office/account/recovery`,
    recover: `${base}/office/sign-in/recovery`,
    ownCase: `${base}/track/case`,
    formOnly: `${base}/track/leave`,
    nowhere: `${base}/no-such-page`,
  };
}

/** Links that are followed on purpose, or that lead to no page. */
export const NOT_A_PAGE = /\/exit$|\/sign-out$|\/leave$|^\/assets\/|\.(?:css|woff2|svg|txt|js|json|csv|pdf|xlsx|ods|zip)$/;

export const CODE = {
  number: /\b\d{4}-\d{6}\b/,
  digits: /\b\d{4}(?:[ -]\d{4}){7}\b/,
  letters: /\b[0-9A-HJKMNP-TV-Z]{4}(?:[ -][0-9A-HJKMNP-TV-Z]{4}){5}\b/,
};

/** What a reporter says, by field name; choices by value. Only what the page asks for may stand here. */
export function report(language) {
  const words = language === 'th'
    ? {
      what: 'ถนนคอนกรีตหน้าวัดปั้นน้ำ หมู่ ๔ หนาไม่ถึงที่ป้ายบอกไว้ ผู้รับเหมาเป็นญาติของผู้ตรวจรับงาน',
      who: 'ผู้ตรวจรับงานก่อสร้าง',
      place: 'หน้าวัดปั้นน้ำ หมู่ ๔',
      how_known: 'เห็นด้วยตาตนเอง และวัดความหนาที่ขอบถนน',
      evidence: 'ป้ายโครงการและคนในศาลาวัด',
    }
    : {
      what: 'The concrete road in front of the temple is thinner than the sign says; the builder is related to the inspector.',
      who: 'The inspector of works',
      place: 'In front of the temple, village 4',
      how_known: 'I saw it myself and measured the edge of the road',
      evidence: 'The project sign, and the people in the temple hall',
    };
  return { identity: 'anonymous', kind: 'complaint', category: 'proc', ...words, day: '', month: '3', year: language === 'th' ? '๒๕๖๙' : '2026' };
}

/** A 13-digit number that passes the check of the national identity card; nobody's on purpose. */
export const NATIONAL_ID = '1234567890121';

export const TALK = {
  th: {
    question: 'ขอทราบว่าป้ายโครงการอยู่ตรงไหนของถนน',
    answer: 'อยู่ข้างศาลาหน้าวัด ยังอยู่',
    note: 'บันทึกภายใน ตรวจสัญญาจ้างแล้ว',
    closing: 'สั่งให้ผู้รับจ้างแก้ไขงานแล้ว',
    lesson: 'ให้ผู้ตรวจรับงานแจ้งความสัมพันธ์กับคู่สัญญาก่อนทุกครั้ง',
  },
  en: {
    question: 'Where along the road does the project sign stand?',
    answer: 'Beside the hall in front of the temple, still there',
    note: 'Internal note: the contract was checked',
    closing: 'The contractor was ordered to repair the work',
    lesson: 'Inspectors declare relations with contractors beforehand',
  },
};

/** Deeds that have a page of their own, by the last part of its address. */
export const DEEDS = ['ask', 'notice', 'explain', 'note', 'refer', 'retrack', 'close'];

/** Orders and letters that a case in fact-finding can have, by the last part of their address. */
export const MEASURES = ['facts', 'discipline', 'legal', 'referral', 'prevention'];

export const closing = (language) => ({
  outcome: 'substantiated',
  reason: 'examined',
  text: TALK[language].closing,
  lesson: TALK[language].lesson,
});

/** What the set-up asks, by field name; the last groups of the two codes are read off the page. */
export const SETUP = {
  kind: 'sao',
  full_name: 'องค์การบริหารส่วนตำบลปั้นน้ำใส',
  short_name: 'อบต.ปั้นน้ำใส',
  english_name: 'Pan Nam Sai Subdistrict Administrative Organization',
  slug: 'pannamsai',
  district: 'เมืองทดลอง',
  province: 'ทดลอง',
  contact: 'โทร. 0 2000 0000\nวันราชการ 8.30–16.30 น.',
  general_link: 'https://general.invalid/',
  units: 'สำนักปลัด\nกองคลัง\nกองช่าง',
  outside: 'ศูนย์ดำรงธรรมจังหวัดทดลอง',
  name: 'นางสมหญิง ใจทดลอง',
  post: 'นักทรัพยากรบุคคล',
  unit: { label: 'กองช่าง' },
  login: 'somying',
  mail: 'somying@mail.invalid',
  password: 'เรือ ลำน้อย ลอยข้ามฟาก ตอนเช้ามืด',
  again: 'เรือ ลำน้อย ลอยข้ามฟาก ตอนเช้ามืด',
};

/** A second agency in the same installation. */
export const NEIGHBOUR = {
  ...SETUP,
  full_name: 'เทศบาลตำบลริมคลองสมมุติ',
  short_name: 'ทต.ริมคลองสมมุติ',
  english_name: 'Rim Khlong Subdistrict Municipality',
  kind: 'tm',
  slug: 'rimkhlong',
  login: 'manop',
};

/** What every page of a demonstration says about itself. */
export const DEMONSTRATION = { th: 'ระบบสาธิต:', en: 'Demonstration:' };

const THAI_DIGITS = '๐๑๒๓๔๕๖๗๘๙';
export const inThaiDigits = (text) => text.replace(/\d/g, (digit) => THAI_DIGITS[Number(digit)]);

// The Kedmanee keyboard by its unshifted keys, for who forgets to switch it to English.
const KEYS = '1234567890-qwertyuiopasdfghjklzxcvbnm';
const KEDMANEE = 'ๅ/-ภถุึคตจขๆไำพะัีรนยฟหกดเ้่าสผปแอิืท';
export const onThaiKeyboard = (text) => [...text.toLowerCase()].map((key) => KEDMANEE[KEYS.indexOf(key)] ?? key).join('');

/** The code as people type it: Thai digits with odd blanks, the keyboard in Thai, lower case without hyphens. */
export const sloppy = {
  thaiDigits: (codes) => ` ${inThaiDigits(codes.digits).replaceAll('-', '  ')} `,
  thaiKeyboard: (codes) => onThaiKeyboard(codes.letters),
  lowerCase: (codes) => codes.letters.toLowerCase().replaceAll('-', ' '),
  unbroken: (codes) => codes.digits.replaceAll('-', ''),
};
