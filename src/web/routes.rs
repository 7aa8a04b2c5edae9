//! Every route of the website, with who may use it and what guards it. The server mounts this table and
//! nothing else; tests walk through it.

use actix_web::web::to;

use super::assets;
use super::citizen::{answers, files, follow, follow_files, home, receipt, report, survey, track};
use super::office::audit::{log, witness};
use super::office::cases::{
    assign, assign_many, case, case_file, deed, delegation_cases, evidence, hold, inbox, link, measure, name,
    names, readers, register, register_receipt, replies, search, signature,
};
use super::office::officers::{
    account, appoint, delegation, invite, join, keys, one_time, panel, people, person, recover,
    recovery_code, sign_in, sign_out,
};
use super::office::publishing::handbook as announcing;
use super::office::publishing::report as report_writing;
use super::office::publishing::{
    dashboard, editions, embed as framing, figures, plan, report_approval, report_form, reports,
};
use super::office::shortcuts;
use super::office::terms::{holidays, reminders, retention, rules};
use super::public::report as public_report;
use super::public::{
    about, accessibility, assessment, channel, chooser, embed, exit, handbook, plain, published_log,
    statistics,
};
use super::setup::wizard;
use super::token::Purpose;
use crate::domain::role::Act::{
    Enter, HandleCases, ManagePeople, NameSubstitute, OpenNames, OwnAccount, Publish, ReadFigures, ReadLog,
    ReadSummary, Register, SeePeriods, SetPeriods, TakePlan, WriteReplies, WriteReports,
};

pub use super::route::{Access, FormGuard, Guard, Method, Route, Size, get, post};
use Access::{Invited, Officer, Public, ReporterByCode, Setup};

static REPORT: FormGuard = FormGuard::new(Purpose::Report)
    .size(Size::Report)
    .keyed()
    .keeps(answers::TYPED)
    .renews();
static REPORT_FILES: FormGuard = FormGuard::new(Purpose::Report)
    .size(Size::Report)
    .keyed()
    .keeps(answers::TYPED)
    .renews()
    .files();
static REPORT_PIECES: FormGuard = FormGuard::new(Purpose::Report).keyed().files();
static RECEIPT: FormGuard = FormGuard::new(Purpose::Report).keyed();
static TRACK: FormGuard = FormGuard::new(Purpose::Track);
static WRITE: FormGuard = FormGuard::new(Purpose::Reply)
    .size(Size::Office)
    .keeps(&["answer"])
    .renews();
static FILES: FormGuard = FormGuard::new(Purpose::Reply).files();
static LEAVE: FormGuard = FormGuard::new(Purpose::Reply);
static SURVEY: FormGuard = FormGuard::new(Purpose::Reply);

/// All of them.
#[rustfmt::skip]
pub static ROUTES: &[Route] = &[
    // the service
    get("/", Public, || to(chooser::show)),
    get("/exit", Public, || to(exit::leave)),
    get("/health", Public, || to(plain::health)),
    get("/robots.txt", Public, || to(plain::robots)),
    get("/favicon.ico", Public, || to(plain::favicon)),
    get("/assets/{version}/{name}", Public, || to(assets::serve)),
    // set-up
    get("/setup/{token}", Setup, || to(wizard::show)),
    post("/setup/{token}", Setup, &SET_UP, || to(wizard::send)),
    // citizens
    get("/{agency}", Public, || to(home::show)),
    get("/{agency}/report", Public, || to(report::start)),
    post("/{agency}/report", Public, &REPORT, || to(report::answer)),
    post("/{agency}/report/files", Public, &REPORT_FILES, || to(files::attach)),
    post("/{agency}/report/files/piece", Public, &REPORT_PIECES, || to(files::piece)),
    post("/{agency}/report/receipt", Public, &RECEIPT, || to(receipt::confirm)),
    get("/{agency}/track", Public, || to(track::show)),
    post("/{agency}/track", Public, &TRACK, || to(track::open)),
    get("/{agency}/statistics", Public, || to(statistics::show)),
    get("/{agency}/log", Public, || to(published_log::show)),
    get("/{agency}/statistics/{year}/{edition}", Public, || to(statistics::show_edition)),
    get("/{agency}/statistics/{year}/{edition}/{file}", Public, || to(statistics::show_file)),
    get("/{agency}/reports/{year}/{round}", Public, || to(public_report::show)),
    get("/{agency}/reports/{year}/{round}/{file}", Public, || to(public_report::show_file)),
    get("/{agency}/handbook", Public, || to(handbook::show)),
    get("/{agency}/handbook/handbook.pdf", Public, || to(handbook::show_file)),
    get("/{agency}/handbook/{edition}/handbook.pdf", Public, || to(handbook::show_version)),
    get("/{agency}/channel", Public, || to(channel::show)),
    get("/{agency}/channel/poster.pdf", Public, || to(channel::show_poster)),
    get("/{agency}/channel/banner.svg", Public, || to(channel::show_banner)),
    get("/{agency}/embed", Public, || to(embed::show)),
    get("/{agency}/assessment", Public, || to(assessment::show)),
    get("/{agency}/assessment/{year}", Public, || to(assessment::show_year)),
    get("/{agency}/assessment/{year}/evidence.zip", Public, || to(assessment::show_pack)),
    get("/{agency}/about", Public, || to(about::show)),
    get("/{agency}/accessibility", Public, || to(accessibility::show)),
    // reporters
    get("/{agency}/track/case", ReporterByCode, || to(follow::show)),
    post("/{agency}/track/case", ReporterByCode, &WRITE, || to(follow::write)),
    get("/{agency}/track/files", ReporterByCode, || to(follow_files::show)),
    post("/{agency}/track/files", ReporterByCode, &FILES, || to(follow_files::send)),
    post("/{agency}/track/files/piece", ReporterByCode, &FILES, || to(follow_files::piece)),
    post("/{agency}/track/files/choose", ReporterByCode, &LEAVE, || to(follow_files::choose)),
    post("/{agency}/track/leave", ReporterByCode, &LEAVE, || to(follow::leave)),
    get("/{agency}/track/survey", ReporterByCode, || to(survey::show)),
    post("/{agency}/track/survey", ReporterByCode, &SURVEY, || to(survey::send)),
    // officers
    get("/{agency}/office/sign-in", Public, || to(sign_in::show)),
    post("/{agency}/office/sign-in", Public, &SIGN_IN, || to(sign_in::send)),
    get("/{agency}/office/sign-in/recovery", Public, || to(recover::show)),
    post("/{agency}/office/sign-in/recovery", Public, &SIGN_IN, || to(recover::send)),
    get("/{agency}/join/{token}", Invited, || to(join::show)),
    post("/{agency}/join/{token}", Invited, &JOIN, || to(join::send)),
    post("/{agency}/office/sign-out", Officer(OwnAccount), &SIGN_OUT, || to(sign_out::send)),
    get("/{agency}/office", Officer(Enter), || to(inbox::show)),
    get("/{agency}/office/search", Officer(HandleCases), || to(search::show)),
    post("/{agency}/office/search", Officer(HandleCases), &SEARCH, || to(search::send)),
    get("/{agency}/office/register", Officer(Register), || to(register::show)),
    post("/{agency}/office/register", Officer(Register), &REGISTER, || to(register::send)),
    post("/{agency}/office/register/files", Officer(Register), &REGISTER_FILES, || to(register::attach)),
    post("/{agency}/office/register/files/piece", Officer(Register), &REGISTER_PIECES, || to(register::piece)),
    post("/{agency}/office/register/receipt", Officer(Register), &REGISTERED, || to(register_receipt::send)),
    get("/{agency}/office/case/{case}", Officer(HandleCases), || to(case::show)),
    post("/{agency}/office/case/{case}/move", Officer(HandleCases), &HANDLE, || to(case::send_move)),
    get("/{agency}/office/case/{case}/ask", Officer(HandleCases), || to(deed::show)),
    post("/{agency}/office/case/{case}/ask", Officer(HandleCases), &HANDLE, || to(deed::send)),
    get("/{agency}/office/case/{case}/notice", Officer(HandleCases), || to(deed::show)),
    post("/{agency}/office/case/{case}/notice", Officer(HandleCases), &HANDLE, || to(deed::send)),
    get("/{agency}/office/case/{case}/explain", Officer(HandleCases), || to(deed::show)),
    post("/{agency}/office/case/{case}/explain", Officer(HandleCases), &HANDLE, || to(deed::send)),
    get("/{agency}/office/case/{case}/note", Officer(HandleCases), || to(deed::show)),
    post("/{agency}/office/case/{case}/note", Officer(HandleCases), &HANDLE, || to(deed::send)),
    get("/{agency}/office/case/{case}/refer", Officer(HandleCases), || to(deed::show)),
    post("/{agency}/office/case/{case}/refer", Officer(HandleCases), &HANDLE, || to(deed::send)),
    get("/{agency}/office/case/{case}/retrack", Officer(HandleCases), || to(deed::show)),
    post("/{agency}/office/case/{case}/retrack", Officer(HandleCases), &HANDLE, || to(deed::send)),
    get("/{agency}/office/case/{case}/merge", Officer(HandleCases), || to(deed::show)),
    post("/{agency}/office/case/{case}/merge", Officer(HandleCases), &HANDLE, || to(deed::send)),
    get("/{agency}/office/case/{case}/link", Officer(HandleCases), || to(link::show)),
    post("/{agency}/office/case/{case}/link", Officer(HandleCases), &LINK, || to(link::send)),
    get("/{agency}/office/case/{case}/unlink", Officer(HandleCases), || to(link::show)),
    post("/{agency}/office/case/{case}/unlink", Officer(HandleCases), &LINK, || to(link::send)),
    get("/{agency}/office/case/{case}/close", Officer(HandleCases), || to(deed::show)),
    post("/{agency}/office/case/{case}/close", Officer(HandleCases), &HANDLE, || to(deed::send)),
    get("/{agency}/office/case/{case}/measure/{kind}", Officer(HandleCases), || to(measure::show)),
    post("/{agency}/office/case/{case}/measure/{kind}", Officer(HandleCases), &MEASURE, || to(measure::send)),
    get("/{agency}/office/case/{case}/signature", Officer(HandleCases), || to(signature::show)),
    post("/{agency}/office/case/{case}/signature", Officer(HandleCases), &HANDLE, || to(signature::send)),
    get("/{agency}/office/case/{case}/recuse", Officer(HandleCases), || to(readers::show)),
    post("/{agency}/office/case/{case}/recuse", Officer(HandleCases), &READERS, || to(readers::send)),
    get("/{agency}/office/case/{case}/involve", Officer(HandleCases), || to(readers::show)),
    post("/{agency}/office/case/{case}/involve", Officer(HandleCases), &READERS, || to(readers::send)),
    get("/{agency}/office/case/{case}/renew", Officer(HandleCases), || to(readers::show)),
    post("/{agency}/office/case/{case}/renew", Officer(HandleCases), &READERS, || to(readers::send)),
    get("/{agency}/office/case/{case}/assign", Officer(HandleCases), || to(assign::show)),
    post("/{agency}/office/case/{case}/assign", Officer(HandleCases), &ASSIGN, || to(assign::send)),
    get("/{agency}/office/case/{case}/file", Officer(HandleCases), || to(case_file::show)),
    post("/{agency}/office/case/{case}/file", Officer(HandleCases), &HANDLE, || to(case_file::send)),
    get("/{agency}/office/assign", Officer(HandleCases), || to(assign_many::show)),
    post("/{agency}/office/assign", Officer(HandleCases), &ASSIGN, || to(assign_many::send)),
    get("/{agency}/office/case/{case}/hold", Officer(HandleCases), || to(hold::show)),
    post("/{agency}/office/case/{case}/hold", Officer(HandleCases), &HANDLE, || to(hold::send)),
    get("/{agency}/office/names", Officer(OpenNames), || to(names::show)),
    post("/{agency}/office/names", Officer(OpenNames), &NAMES, || to(names::send)),
    get("/{agency}/office/names/{kept}", Officer(OpenNames), || to(name::show)),
    post("/{agency}/office/names/{kept}", Officer(OpenNames), &NAMES, || to(name::send)),
    get("/{agency}/office/case/{case}/evidence", Officer(HandleCases), || to(evidence::show)),
    post("/{agency}/office/case/{case}/evidence", Officer(HandleCases), &EVIDENCE, || to(evidence::add)),
    post("/{agency}/office/case/{case}/evidence/piece", Officer(HandleCases), &EVIDENCE, || to(evidence::piece)),
    post("/{agency}/office/case/{case}/evidence/choose", Officer(HandleCases), &HANDLE, || to(evidence::choose)),
    post("/{agency}/office/case/{case}/evidence/{attachment}", Officer(HandleCases), &HANDLE, || to(evidence::take)),
    get("/{agency}/office/case/{case}/evidence/{attachment}/preview", Officer(HandleCases), || to(evidence::preview)),
    get("/{agency}/office/replies", Officer(WriteReplies), || to(replies::show)),
    get("/{agency}/office/replies/edit", Officer(WriteReplies), || to(replies::edit)),
    post("/{agency}/office/replies/edit", Officer(WriteReplies), &REPLIES, || to(replies::send)),
    get("/{agency}/office/figures", Officer(ReadFigures), || to(figures::show)),
    get("/{agency}/office/dashboard", Officer(ReadSummary), || to(dashboard::show)),
    get("/{agency}/office/dashboard/{month}", Officer(ReadSummary), || to(dashboard::show_month)),
    get("/{agency}/office/plan", Officer(TakePlan), || to(plan::show)),
    post("/{agency}/office/plan", Officer(TakePlan), &PLAN, || to(plan::take)),
    get("/{agency}/office/reports", Officer(WriteReports), || to(reports::show)),
    get("/{agency}/office/reports/waiting", Officer(Publish), || to(report_approval::show)),
    post("/{agency}/office/reports/waiting", Officer(Publish), &REPORT_ANSWERS, || to(report_approval::answer)),
    get("/{agency}/office/reports/{year}/{round}", Officer(WriteReports), || to(report_writing::show)),
    post("/{agency}/office/reports/{year}/{round}", Officer(WriteReports), &REPORTS, || to(report_writing::save)),
    post("/{agency}/office/reports/{year}/{round}/memo", Officer(WriteReports), &REPORTS, || to(report_writing::take_memo)),
    post("/{agency}/office/reports/{year}/{round}/public", Officer(WriteReports), &REPORTS, || to(report_writing::hand_in)),
    get("/{agency}/office/editions", Officer(Publish), || to(editions::show)),
    post("/{agency}/office/editions", Officer(Publish), &EDITIONS, || to(editions::approve)),
    post("/{agency}/office/editions/correct", Officer(Publish), &EDITIONS, || to(editions::correct)),
    post("/{agency}/office/editions/settings", Officer(Publish), &EDITIONS, || to(editions::set)),
    get("/{agency}/office/people", Officer(ManagePeople), || to(people::show)),
    get("/{agency}/office/people/invite", Officer(ManagePeople), || to(invite::show)),
    post("/{agency}/office/people/invite", Officer(ManagePeople), &INVITE, || to(invite::send)),
    post("/{agency}/office/people/invite/withdraw", Officer(ManagePeople), &PEOPLE, || to(invite::send_withdraw)),
    get("/{agency}/office/people/keys", Officer(ManagePeople), || to(keys::show)),
    post("/{agency}/office/people/keys", Officer(ManagePeople), &PEOPLE, || to(keys::send)),
    get("/{agency}/office/people/person/{officer}", Officer(ManagePeople), || to(person::show)),
    get("/{agency}/office/people/person/{officer}/appoint", Officer(ManagePeople), || to(appoint::show)),
    post("/{agency}/office/people/person/{officer}/appoint", Officer(ManagePeople), &APPOINT, || to(appoint::send)),
    get("/{agency}/office/people/person/{officer}/retire", Officer(ManagePeople), || to(person::show_retire)),
    post("/{agency}/office/people/person/{officer}/retire", Officer(ManagePeople), &PEOPLE, || to(person::send_retire)),
    get("/{agency}/office/people/panel/{category}", Officer(ManagePeople), || to(panel::show)),
    post("/{agency}/office/people/panel/{category}", Officer(ManagePeople), &PEOPLE, || to(panel::send)),
    get("/{agency}/office/handbook", Officer(SetPeriods), || to(announcing::show)),
    post("/{agency}/office/handbook", Officer(SetPeriods), &HANDBOOK, || to(announcing::send)),
    get("/{agency}/office/embed", Officer(SetPeriods), || to(framing::show)),
    post("/{agency}/office/embed", Officer(SetPeriods), &EMBED, || to(framing::send)),
    get("/{agency}/office/reminders", Officer(SetPeriods), || to(reminders::show)),
    post("/{agency}/office/reminders", Officer(SetPeriods), &PERIODS, || to(reminders::send)),
    get("/{agency}/office/witness", Officer(SetPeriods), || to(witness::show)),
    post("/{agency}/office/witness", Officer(SetPeriods), &WITNESS, || to(witness::send)),
    get("/{agency}/office/retention", Officer(SeePeriods), || to(retention::show)),
    post("/{agency}/office/retention", Officer(SetPeriods), &RETENTION, || to(retention::send)),
    post("/{agency}/office/retention/signature", Officer(SeePeriods), &PERIODS, || to(retention::answer)),
    get("/{agency}/office/log", Officer(ReadLog), || to(log::show)),
    get("/{agency}/office/rules", Officer(SetPeriods), || to(rules::show)),
    post("/{agency}/office/rules", Officer(SetPeriods), &RULES, || to(rules::send)),
    get("/{agency}/office/holidays", Officer(SetPeriods), || to(holidays::show)),
    post("/{agency}/office/holidays", Officer(SetPeriods), &HOLIDAYS, || to(holidays::send)),
    get("/{agency}/office/delegation", Officer(NameSubstitute), || to(delegation::show)),
    post("/{agency}/office/delegation", Officer(NameSubstitute), &DELEGATION, || to(delegation::send)),
    post("/{agency}/office/delegation/end", Officer(NameSubstitute), &ACCOUNT, || to(delegation::send_end)),
    get("/{agency}/office/delegation/cases/{delegation}", Officer(NameSubstitute), || to(delegation_cases::show)),
    post("/{agency}/office/delegation/cases/{delegation}", Officer(NameSubstitute), &HANDLE, || to(delegation_cases::send)),
    get("/{agency}/office/people/person/{officer}/delegation", Officer(ManagePeople), || to(delegation::show)),
    post("/{agency}/office/people/person/{officer}/delegation", Officer(ManagePeople), &DELEGATION_FOR, || to(delegation::send)),
    post("/{agency}/office/people/person/{officer}/delegation/end", Officer(ManagePeople), &PEOPLE, || to(delegation::send_end)),
    get("/{agency}/office/shortcuts", Officer(OwnAccount), || to(shortcuts::show)),
    get("/{agency}/office/account", Officer(OwnAccount), || to(account::show)),
    post("/{agency}/office/account/password", Officer(OwnAccount), &ACCOUNT, || to(account::send_password)),
    get("/{agency}/office/account/one-time", Officer(OwnAccount), || to(one_time::show)),
    post("/{agency}/office/account/one-time", Officer(OwnAccount), &ACCOUNT, || to(one_time::send)),
    post("/{agency}/office/account/one-time/off", Officer(OwnAccount), &ACCOUNT, || to(one_time::send_off)),
    get("/{agency}/office/account/recovery", Officer(OwnAccount), || to(recovery_code::show)),
    post("/{agency}/office/account/recovery", Officer(OwnAccount), &ACCOUNT, || to(recovery_code::send)),
];

static SIGN_IN: FormGuard = FormGuard::new(Purpose::SignIn);
static SIGN_OUT: FormGuard = FormGuard::new(Purpose::SignOut);
static HANDLE: FormGuard = FormGuard::new(Purpose::Handle)
    .size(Size::Office)
    .keeps(deed::TYPED);
static LINK: FormGuard = FormGuard::new(Purpose::Handle)
    .size(Size::Office)
    .keeps(link::TYPED);
static EVIDENCE: FormGuard = FormGuard::new(Purpose::Handle).files();
static MEASURE: FormGuard = FormGuard::new(Purpose::Handle)
    .size(Size::Office)
    .keeps(measure::TYPED);
static READERS: FormGuard = FormGuard::new(Purpose::Handle)
    .size(Size::Office)
    .keeps(readers::TYPED);
static REGISTER: FormGuard = FormGuard::new(Purpose::Register)
    .size(Size::Office)
    .keyed()
    .keeps(register::TYPED);
static REGISTER_FILES: FormGuard = FormGuard::new(Purpose::Register)
    .size(Size::Office)
    .keyed()
    .keeps(register::TYPED)
    .files();
static REGISTER_PIECES: FormGuard = FormGuard::new(Purpose::Register).keyed().files();
static REGISTERED: FormGuard = FormGuard::new(Purpose::Register).keyed();
static ASSIGN: FormGuard = FormGuard::new(Purpose::Handle)
    .size(Size::Office)
    .keeps(assign::TYPED);
static NAMES: FormGuard = FormGuard::new(Purpose::Handle)
    .size(Size::Office)
    .keeps(name::TYPED);
static SEARCH: FormGuard = FormGuard::new(Purpose::Search).keeps(search::TYPED);
static REPLIES: FormGuard = FormGuard::new(Purpose::Replies)
    .size(Size::Office)
    .keeps(replies::TYPED);
static EDITIONS: FormGuard = FormGuard::new(Purpose::Publish)
    .size(Size::Office)
    .keeps(editions::TYPED);
static PLAN: FormGuard = FormGuard::new(Purpose::Publish);
static REPORTS: FormGuard = FormGuard::new(Purpose::Publish)
    .size(Size::Office)
    .keeps(report_form::TYPED);
static REPORT_ANSWERS: FormGuard = FormGuard::new(Purpose::Publish);
static ACCOUNT: FormGuard = FormGuard::new(Purpose::Account);
static DELEGATION: FormGuard = FormGuard::new(Purpose::Account).keeps(delegation::TYPED);
static DELEGATION_FOR: FormGuard = FormGuard::new(Purpose::Manage).keeps(delegation::TYPED);
static JOIN: FormGuard = FormGuard::new(Purpose::Join);
static INVITE: FormGuard = FormGuard::new(Purpose::Manage).keeps(invite::TYPED);
static APPOINT: FormGuard = FormGuard::new(Purpose::Manage).keeps(appoint::TYPED);
static PEOPLE: FormGuard = FormGuard::new(Purpose::Manage);
static HANDBOOK: FormGuard = FormGuard::new(Purpose::Manage).keeps(announcing::TYPED);
static EMBED: FormGuard = FormGuard::new(Purpose::Manage).keeps(framing::TYPED);
static PERIODS: FormGuard = FormGuard::new(Purpose::Manage);
static WITNESS: FormGuard = FormGuard::new(Purpose::Manage).keeps(witness::TYPED);
static RETENTION: FormGuard = FormGuard::new(Purpose::Manage)
    .size(Size::Office)
    .keeps(retention::TYPED);
static RULES: FormGuard = FormGuard::new(Purpose::Manage).keeps(rules::TYPED);
static HOLIDAYS: FormGuard = FormGuard::new(Purpose::Manage).keeps(holidays::TYPED);
static SET_UP: FormGuard = FormGuard::new(Purpose::Setup).keyed().keeps(wizard::TYPED);
