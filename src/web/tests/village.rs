//! A site with made-up agencies and a clock that stands still.

use crate::domain::agency::{Agency, Slug};
use crate::domain::category::AgencyKind;
use crate::domain::ids::AgencyId;
use crate::web::site::{Outage, Site, Soon};
use crate::web::token::FormKey;

/// The made-up site.
pub(crate) struct Village {
    pub(crate) key: FormKey,
    pub(crate) agencies: Vec<Agency>,
    pub(crate) public_address: String,
    pub(crate) exit_address: String,
    pub(crate) now: i64,
    pub(crate) gone: bool,
}

impl Default for Village {
    fn default() -> Self {
        Self {
            key: FormKey::derive(&[1; 32]),
            agencies: vec![agency(1, "khok-sung"), agency(2, "nong-ruea")],
            public_address: "http://127.0.0.1:8080".to_owned(),
            exit_address: "https://www.example.org/".to_owned(),
            now: 1_790_000_000,
            gone: false,
        }
    }
}

/// A made-up agency.
pub(crate) fn agency(id: u8, slug: &str) -> Agency {
    Agency {
        id: AgencyId([id; 16]),
        slug: Slug::parse(slug).unwrap(),
        kind: AgencyKind::SubdistrictOrganisation,
        full_name: format!("องค์การบริหารส่วนตำบลตัวอย่าง {id}"),
        short_name: format!("อบต.ตัวอย่าง {id}"),
        english_name: format!("Sample SAO {id}"),
        district: "ตัวอย่าง".to_owned(),
        province: "ตัวอย่าง".to_owned(),
        contact: "โทร. 0 0000 0000".to_owned(),
        general_link: String::new(),
        outside_body: String::new(),
        panel_size: 2,
        minimum_readers: 2,
        demonstration: false,
    }
}

impl Village {
    fn answer<T: 'static>(&self, value: T) -> Soon<'_, Result<T, Outage>> {
        let gone = self.gone;
        Box::pin(async move { if gone { Err(Outage) } else { Ok(value) } })
    }
}

impl Site for Village {
    fn agency<'a>(&'a self, slug: &'a Slug) -> Soon<'a, Result<Option<Agency>, Outage>> {
        self.answer(self.agencies.iter().find(|agency| agency.slug == *slug).cloned())
    }

    fn agencies(&self) -> Soon<'_, Result<Vec<Agency>, Outage>> {
        self.answer(self.agencies.clone())
    }

    fn key_fingerprint(&self, agency: AgencyId) -> Soon<'_, Result<Option<String>, Outage>> {
        self.answer((agency == AgencyId([1; 16])).then(|| "ABCDE-FGHJK".to_owned()))
    }

    fn days(&self, _: AgencyId) -> Soon<'_, Result<i32, Outage>> {
        self.answer(15)
    }

    fn now(&self) -> i64 {
        self.now
    }

    fn public_address(&self) -> &str {
        &self.public_address
    }

    fn exit_address(&self) -> &str {
        &self.exit_address
    }

    fn is_demonstration(&self) -> bool {
        self.agencies.iter().all(|agency| agency.demonstration)
    }

    fn form_key(&self) -> &FormKey {
        &self.key
    }

    fn incident(&self, _: &'static str) -> String {
        "0001".to_owned()
    }
}
