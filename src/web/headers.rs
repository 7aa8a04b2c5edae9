//! The headers of every answer.

use actix_web::dev::ServiceResponse;
use actix_web::http::header::{self, HeaderName, HeaderValue};

use super::assets::Cacheable;
use super::visit::Visit;

/// What a page may load and do: its own style, fonts, pictures and forms, and nothing from anywhere else.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
                          form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For an officer who has signed in: as well the one script of the keys, from here.
pub const OFFICERS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
                                   img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For a page with a field for files: as well the script that sends them in pieces, from here and to here (ADR 0084). No
/// other page of citizens has a script.
pub const SCRIPTED_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
                                   font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                                   frame-ancestors 'none'";

/// Everything a browser could offer to a page, turned off. Names that browsers do not know make them complain, so
/// only those are listed that Chromium knows.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), \
                           browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=(), \
                           display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), \
                           gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), \
                           local-fonts=(), magnetometer=(), microphone=(), midi=(), \
                           otp-credentials=(), payment=(), picture-in-picture=(), \
                           publickey-credentials-create=(), publickey-credentials-get=(), \
                           screen-wake-lock=(), serial=(), storage-access=(), usb=(), \
                           window-management=(), xr-spatial-tracking=()";

/// On every answer, whatever it is.
const ALWAYS: [(&str, &str); 9] = [
    ("content-security-policy", POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", PERMISSIONS),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("x-robots-tag", "noindex, nofollow"),
];

/// On files that people sent: whatever they are, nothing in them runs, not even if a browser shows one as a page.
pub const SANDBOX: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

/// A mark on pages whose script sends files in pieces.
pub struct Scripted;

/// A mark on answers that carry a file that somebody sent.
pub struct Sent;

/// A mark on answers that carry a file that was published and never changes. It may be kept, if it is asked for each time
/// whether it is still there.
pub struct Published;

/// A mark on the one page that other websites may show in a frame, with who may: a value of `frame-ancestors`.
pub struct Framed(pub String);

/// Two years, for addresses that are reached over https.
const ONLY_HTTPS: &str = "max-age=63072000";

/// Sets the headers of an answer and removes those that tell more than they must.
pub fn set<B>(response: &mut ServiceResponse<B>, public_address: &str) {
    let cacheable = response.response().extensions().get::<Cacheable>().is_some();
    let sent = response.response().extensions().get::<Sent>().is_some();
    let scripted = response.response().extensions().get::<Scripted>().is_some();
    let published = response.response().extensions().get::<Published>().is_some();
    let framed = framed_policy(response);
    let officer = Visit::of(response.request())
        .is_some_and(|visit| visit.is_in_office() && visit.session().0.is_some());
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if sent {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    } else if scripted {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(SCRIPTED_POLICY),
        );
    } else if officer {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(OFFICERS_POLICY),
        );
    }
    if let Some(policy) = framed {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        // Older than policies, and knows only nobody and this website.
        headers.remove(header::X_FRAME_OPTIONS);
        headers.insert(
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        );
    }
    if public_address.starts_with("https://") {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(ONLY_HTTPS),
        );
    }
    if published {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    } else {
        if !cacheable {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        headers.remove(header::ETAG);
    }
    for name in [header::LAST_MODIFIED, header::SERVER] {
        headers.remove(name);
    }
}

/// The policy of a page that somebody may frame: the usual one, without forms and with its ancestors.
fn framed_policy<B>(response: &ServiceResponse<B>) -> Option<HeaderValue> {
    let extensions = response.response().extensions();
    let Framed(ancestors) = extensions.get::<Framed>()?;
    if ancestors == "'none'" {
        return None;
    }
    let policy = POLICY
        .replace("frame-ancestors 'none'", &format!("frame-ancestors {ancestors}"))
        .replace("form-action 'self'", "form-action 'none'");
    HeaderValue::from_str(&policy).ok()
}
