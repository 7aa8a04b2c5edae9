//! The key that travels in a form that is not sent yet: what comes of it, the tracking code too, follows from it alone.

use data_encoding::HEXLOWER_PERMISSIVE;
use zeroize::Zeroizing;

use crate::app::App;
use crate::web::form::Value;
use crate::web::problem::Problem;

/// A new one, for a new form.
///
/// # Errors
/// Broken when the machine gives no random numbers: then nobody is given a form at all.
pub fn new(app: &App) -> Result<Value, Problem> {
    let key = app
        .rng
        .secret::<32>()
        .map_err(|_| Problem::broken("no random numbers"))?;
    Ok(Zeroizing::new(HEXLOWER_PERMISSIVE.encode(&*key)))
}

/// What a form brought back, which the gate has found to be 64 hexadecimal digits.
///
/// # Errors
/// Unreadable for anything else.
pub fn bytes(key: &str) -> Result<Zeroizing<[u8; 32]>, Problem> {
    let bytes = Zeroizing::new(HEXLOWER_PERMISSIVE.decode(key.as_bytes()).unwrap_or_default());
    <[u8; 32]>::try_from(bytes.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| Problem::unreadable())
}
