//! The table of doors: what must be, written down apart from the program.

/// Who is let through a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Everybody.
    Everyone,
    /// Nobody, unless the address that set-up printed is in hand.
    Setup,
    /// The reporter of a case of this agency.
    Reporter,
    /// Whoever signed in here.
    Insider,
    /// The readers of the case, and for everybody else the case does not exist.
    Reader,
    /// Whoever may see the figures: all but the outside body.
    Figures,
    /// Whoever may read cases, if any is sealed to them.
    Handler,
    /// Whoever may read cases and works for the agency.
    Writer,
    /// Administrators.
    Admin,
}

/// Every route. The table says what must be, not what the program thinks.
pub const DOORS: &[(&str, Door)] = &[
    ("GET /", Door::Everyone),
    ("GET /exit", Door::Everyone),
    ("GET /health", Door::Everyone),
    ("GET /robots.txt", Door::Everyone),
    ("GET /favicon.ico", Door::Everyone),
    ("GET /assets/{version}/{name}", Door::Everyone),
    ("GET /setup/{token}", Door::Setup),
    ("POST /setup/{token}", Door::Setup),
    ("GET /{agency}", Door::Everyone),
    ("GET /{agency}/report", Door::Everyone),
    ("POST /{agency}/report", Door::Everyone),
    ("POST /{agency}/report/receipt", Door::Everyone),
    ("GET /{agency}/track", Door::Everyone),
    ("POST /{agency}/track", Door::Everyone),
    ("GET /{agency}/statistics", Door::Everyone),
    ("GET /{agency}/about", Door::Everyone),
    ("GET /{agency}/accessibility", Door::Everyone),
    ("GET /{agency}/track/case", Door::Reporter),
    ("POST /{agency}/track/case", Door::Reporter),
    ("POST /{agency}/track/leave", Door::Reporter),
    ("GET /{agency}/office/sign-in", Door::Everyone),
    ("POST /{agency}/office/sign-in", Door::Everyone),
    ("GET /{agency}/office/sign-in/recovery", Door::Everyone),
    ("POST /{agency}/office/sign-in/recovery", Door::Everyone),
    ("POST /{agency}/office/sign-out", Door::Insider),
    ("GET /{agency}/office", Door::Insider),
    ("GET /{agency}/office/search", Door::Handler),
    ("POST /{agency}/office/search", Door::Handler),
    ("GET /{agency}/office/case/{case}", Door::Reader),
    ("POST /{agency}/office/case/{case}/move", Door::Reader),
    ("GET /{agency}/office/case/{case}/ask", Door::Reader),
    ("POST /{agency}/office/case/{case}/ask", Door::Reader),
    ("GET /{agency}/office/case/{case}/notice", Door::Reader),
    ("POST /{agency}/office/case/{case}/notice", Door::Reader),
    ("GET /{agency}/office/case/{case}/explain", Door::Reader),
    ("POST /{agency}/office/case/{case}/explain", Door::Reader),
    ("GET /{agency}/office/case/{case}/note", Door::Reader),
    ("POST /{agency}/office/case/{case}/note", Door::Reader),
    ("GET /{agency}/office/case/{case}/refer", Door::Reader),
    ("POST /{agency}/office/case/{case}/refer", Door::Reader),
    ("GET /{agency}/office/case/{case}/retrack", Door::Reader),
    ("POST /{agency}/office/case/{case}/retrack", Door::Reader),
    ("GET /{agency}/office/case/{case}/merge", Door::Reader),
    ("POST /{agency}/office/case/{case}/merge", Door::Reader),
    ("GET /{agency}/office/case/{case}/close", Door::Reader),
    ("POST /{agency}/office/case/{case}/close", Door::Reader),
    ("GET /{agency}/office/case/{case}/measure/{kind}", Door::Reader),
    ("POST /{agency}/office/case/{case}/measure/{kind}", Door::Reader),
    ("GET /{agency}/office/case/{case}/signature", Door::Reader),
    ("POST /{agency}/office/case/{case}/signature", Door::Reader),
    ("GET /{agency}/office/case/{case}/file", Door::Reader),
    ("POST /{agency}/office/case/{case}/file", Door::Reader),
    ("GET /{agency}/office/replies", Door::Writer),
    ("GET /{agency}/office/replies/edit", Door::Writer),
    ("POST /{agency}/office/replies/edit", Door::Writer),
    ("GET /{agency}/office/figures", Door::Figures),
    ("GET /{agency}/office/people", Door::Admin),
    ("GET /{agency}/office/reminders", Door::Admin),
    ("POST /{agency}/office/reminders", Door::Admin),
    ("GET /{agency}/office/account", Door::Insider),
    ("POST /{agency}/office/account/password", Door::Insider),
    ("GET /{agency}/office/account/one-time", Door::Insider),
    ("POST /{agency}/office/account/one-time", Door::Insider),
    ("POST /{agency}/office/account/one-time/off", Door::Insider),
    ("GET /{agency}/office/account/recovery", Door::Insider),
    ("POST /{agency}/office/account/recovery", Door::Insider),
];
