//! `sujarit officer …`

use std::path::Path;

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::agency::{Agency, Slug};
use crate::domain::invitation::{Continues, ContinuesProblem};
use crate::domain::officer::Login;
use crate::domain::role::{Role, Roles};
use crate::flow::officers::team::{self, NewOfficer, TeamError};
use crate::store::{self, StoreError};
use crate::vault::code::{Reading, TrackingCode};
use crate::vault::random::Rng;

use super::terminal::{ask_secret, say};
use super::{Failed, opening};

#[derive(Subcommand)]
pub(super) enum Officer {
    /// Add an officer. Asks for the recovery kit and prints a first password, to be changed at the first sign-in.
    Add(Add),
    /// List the officers of an agency.
    List {
        /// The agency's place in addresses.
        #[arg(long)]
        agency: String,
    },
}

#[derive(Args)]
pub(super) struct Add {
    /// The agency's place in addresses.
    #[arg(long)]
    agency: String,
    /// Sign-in name: a–z, digits, dots, hyphens.
    #[arg(long)]
    login: String,
    /// Name.
    #[arg(long)]
    name: String,
    /// Post, as reporters are shown it.
    #[arg(long)]
    post: String,
    /// Name of the unit, exactly as in set-up; leave out for none.
    #[arg(long)]
    unit: Option<String>,
    /// Address for the daily mail; leave out for none.
    #[arg(long, default_value = "")]
    mail: String,
    /// Roles, separated by commas: intake, responsible, supervisor, executive, publisher, auditor, custodian, admin.
    #[arg(long, value_delimiter = ',', required = true)]
    roles: Vec<String>,
    /// Sign-in name of the closed account that the person had before.
    #[arg(long, conflicts_with = "somebody_else")]
    continues: Option<String>,
    /// Say that the person never had an account, although a closed one has the same name.
    #[arg(long)]
    somebody_else: bool,
}

pub(super) fn run(officer: &Officer, file: Option<&Path>) -> Result<(), Failed> {
    let app = opening::open(file)?;
    match officer {
        Officer::Add(add) => add_officer(&app, add),
        Officer::List { agency } => {
            let agency = find_agency(&app, agency)?;
            for officer in app
                .db
                .read_blocking(move |c| store::officers::list(c, agency.id))?
            {
                let roles: Vec<&str> = officer.roles.iter().map(Role::key).collect();
                say(&format!(
                    "{}\t{}\t{}\t{}",
                    officer.login.as_str(),
                    officer.name,
                    officer.post,
                    roles.join(",")
                ));
            }
            Ok(())
        }
    }
}

fn add_officer(app: &std::sync::Arc<App>, add: &Add) -> Result<(), Failed> {
    let agency = find_agency(app, &add.agency)?;
    let login =
        Login::parse(&add.login).ok_or_else(|| failed("--login: use a–z, digits, dots and hyphens"))?;
    let roles = roles(&add.roles)?;
    let unit = match &add.unit {
        None => None,
        Some(name) => {
            let units = app.db.read_blocking(move |c| store::units::list(c, agency.id))?;
            let unit = units.iter().find(|unit| unit.name == *name);
            Some(
                unit.ok_or_else(|| failed("--unit: no such unit in this agency"))?
                    .id,
            )
        }
    };
    let continues = match &add.continues {
        Some(login) => {
            let officers = app
                .db
                .read_blocking(move |c| store::officers::list(c, agency.id))?;
            let before = officers.iter().find(|one| one.login.as_str() == login);
            let before = before.ok_or_else(|| failed("--continues: no such account in this agency"))?;
            Continues::Account(before.id)
        }
        None if add.somebody_else => Continues::Nobody,
        None => Continues::Unsaid,
    };
    let kit = ask_kit()?;
    let password = first_password(&app.rng)?;
    let new = NewOfficer {
        name: add.name.clone(),
        post: add.post.clone(),
        unit,
        login,
        password: password.clone(),
        must_change: true,
        mail: add.mail.clone(),
        roles,
        continues,
    };
    let added = opening::runtime()?
        .block_on(team::add(app, agency.id, &kit, new))
        .map_err(explain)?;
    say(&format!(
        "Added {}. Sign-in: {}/{}/office",
        added.name, app.config.server.public_address, agency.slug
    ));
    say(&format!("  sign-in name:   {}", added.login.as_str()));
    say(&format!("  first password: {}", password.as_str()));
    say("Hand both over in person. The password has to be changed at the first sign-in.");
    Ok(())
}

fn failed(words: &str) -> Failed {
    Failed(words.to_owned())
}

fn roles(names: &[String]) -> Result<Roles, Failed> {
    let known: Option<Vec<Role>> = names.iter().map(|name| Role::from_key(name.trim())).collect();
    match known {
        Some(roles) if !roles.contains(&Role::Outside) => Ok(Roles::of(&roles)),
        _ => Err(failed(
            "--roles: intake, responsible, supervisor, executive, publisher, auditor, custodian, admin",
        )),
    }
}

pub(super) fn find_agency(app: &App, slug: &str) -> Result<Agency, Failed> {
    let slug = Slug::parse(slug).ok_or_else(|| failed("--agency: no such agency"))?;
    app.db
        .read_blocking(move |c| store::agencies::by_slug(c, &slug))
        .map_err(|error| match error {
            StoreError::NotFound => failed("--agency: no such agency; see `sujarit agency list`"),
            _ => Failed::store(),
        })
}

/// Asks for the kit code until it is readable; a single slip of the pen is mended after asking.
pub(super) fn ask_kit() -> Result<TrackingCode, Failed> {
    let typed = ask_secret("Recovery kit code")?;
    match TrackingCode::read(&typed) {
        // A repaired code is either the right one or does not open the lock.
        Reading::Code(code) | Reading::Proposed(code) => Ok(code),
        Reading::Mistyped => Err(failed("this is not a kit code; look for a mistyped letter")),
    }
}

pub(super) fn explain(error: TeamError) -> Failed {
    failed(match error {
        TeamError::WrongKit => "this is not the recovery kit of this agency",
        TeamError::LoginTaken => "--login: this sign-in name is taken",
        TeamError::Continues(ContinuesProblem::Namesake) => {
            "a closed account has this name: say --continues LOGIN if it was theirs, or --somebody-else"
        }
        TeamError::Continues(ContinuesProblem::NotClosed) => "--continues: this account is not closed",
        TeamError::Stale => "the directory of keys changed meanwhile; run the command again",
        TeamError::Trouble(_) => "the store cannot be reached or does not verify; see `sujarit check`",
    })
}

/// Twenty letters of the code alphabet: 100 bits, easy to hand over.
fn first_password(rng: &Rng) -> Result<Zeroizing<String>, Failed> {
    let code = TrackingCode::random(rng).map_err(|_| failed("this machine gives no random numbers"))?;
    Ok(Zeroizing::new(code.letters().chars().take(19).collect()))
}
