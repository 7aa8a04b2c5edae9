//! Every label of the system: the strings that keep one use of a key, hash or signature from being taken
//! for another. Each ends in one zero byte, so that no label is a prefix of another one with data.

pub const KEY_ID: &[u8] = b"WBE1 key-id\0";
pub const CODE: &[u8] = b"WBE1 code\0";
pub const CODE_AUTH: &[u8] = b"WBE1 code-auth\0";
pub const CODE_KEM: &[u8] = b"WBE1 code-kem\0";
pub const CODE_SIG: &[u8] = b"WBE1 code-sig\0";
pub const LOOKUP: &[u8] = b"WBE1 lookup\0";
pub const UNLOCK_ROOT: &[u8] = b"WBE1 unlock-root\0";
pub const UNLOCK: &[u8] = b"WBE1 unlock\0";
pub const KEK: &[u8] = b"WBE1 kek\0";
pub const VERIFIER: &[u8] = b"WBE1 verifier\0";
pub const SESSION_ID: &[u8] = b"WBE1 session-id\0";
pub const DIRECTORY: &[u8] = b"WBE1 directory\0";
pub const CASE: &[u8] = b"WBE1 case\0";
pub const CASE_HEADER: &[u8] = b"WBE1 case-header\0";
pub const CASE_HEADER_SIG: &[u8] = b"WBE1 case-header-sig\0";
pub const DEK_COMMIT: &[u8] = b"WBE1 dek-commit\0";
pub const RECORDS: &[u8] = b"WBE1 records\0";
pub const WRAP: &[u8] = b"WBE1 wrap\0";
pub const WRAP_SIG: &[u8] = b"WBE1 wrap-sig\0";
pub const RECORD: &[u8] = b"WBE1 record\0";
pub const RECORD_HEADER: &[u8] = b"WBE1 record-header\0";
pub const RECORD_SIG: &[u8] = b"WBE1 record-sig\0";
pub const RECOVERY: &[u8] = b"WBE1 recovery\0";
pub const RECOVERY_KEM: &[u8] = b"kem\0";
pub const RECOVERY_SIG: &[u8] = b"sig\0";
pub const AUDIT: &[u8] = b"WBE1 audit\0";

// Not part of the envelope: what Sujarit derives for itself.

/// The tracking code of one form, from its submission key (decision D7).
pub const SUBMISSION_KEY: &[u8] = b"SJR1 submission-key\0";
pub const SUBMISSION_CODE: &[u8] = b"SJR1 submission-code\0";
/// The submission key of a matter that an officer registers, with the installation's secret (ADR 0042).
pub const REGISTRATION_KEY: &[u8] = b"SJR1 registration-key\0";
/// The recovery master secret, from the kit code.
pub const KIT: &[u8] = b"SJR1 kit\0";
pub const KIT_MASTER: &[u8] = b"SJR1 kit-master\0";
/// Secrets that only the owner of an identity can derive.
pub const OWNER: &[u8] = b"SJR1 owner-secret\0";
pub const FORM_MAC: &[u8] = b"SJR1 form-mac\0";
pub const SMALL_BOX: &[u8] = b"SJR1 small-box\0";
/// The reporter's cookie.
pub const REPORTER_COOKIE: &[u8] = b"SJR1 reporter-cookie\0";
/// An officer's secret for one-time codes.
pub const TOTP_SECRET: &[u8] = b"SJR1 totp-secret\0";
/// A reporter's message, from its form and its words.
pub const REPLY: &[u8] = b"SJR1 reply\0";
/// Where files wait that are not part of a case yet, from their sender and the case.
pub const UPLOAD_PLACE: &[u8] = b"SJR1 upload-place\0";
/// The one-time address of set-up.
pub const SETUP_TOKEN: &[u8] = b"SJR1 setup-token\0";
/// The one-time address of an invitation.
pub const INVITATION: &[u8] = b"SJR1 invitation\0";
/// The place of a sign-in name among failed sign-ins, with the installation's secret.
pub const SIGN_IN_NAME: &[u8] = b"SJR1 sign-in-name\0";
/// The kit codes of one set-up.
pub const SETUP_KIT: &[u8] = b"SJR1 setup-kit\0";
/// What people compare of an agency's root key.
pub const ROOT_FINGERPRINT: &[u8] = b"SJR1 root-fingerprint\0";
/// The keys of form tokens and of officers' tokens, from the installation's secret.
pub const FORM_KEY: &[u8] = b"SJR1 form-key\0";
pub const TOKEN_KEY: &[u8] = b"SJR1 token-key\0";
/// The end of a day of the audit log (ADR 0011: not what the envelope signs, and not under its label).
pub const AUDIT_HEAD: &[u8] = b"SJR1 audit-head\0";
/// What people compare of the key that signs those ends.
pub const LOG_FINGERPRINT: &[u8] = b"SJR1 log-fingerprint\0";
/// A row of a case that the audit log vouches for.
pub const AUDIT_ROW: &[u8] = b"SJR1 audit-row\0";
/// The key that signs editions of the statistics, from the installation's secret, and what it signs.
pub const EDITION_KEY: &[u8] = b"SJR1 edition-key\0";
pub const EDITION: &[u8] = b"SJR1 edition\0";
/// What an officer writes for a report, sealed to nobody but themselves.
pub const REPORT_DRAFT: &[u8] = b"SJR1 report-draft\0";
/// What people compare of that key.
pub const EDITION_FINGERPRINT: &[u8] = b"SJR1 edition-fingerprint\0";
