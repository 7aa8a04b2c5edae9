//! What the operator reads and types.

use std::io::{BufRead, Write};

use zeroize::Zeroizing;

/// Why a command ended early, in words for the operator. Never quotes a secret.
#[derive(Debug)]
pub struct Failed(pub String);

impl Failed {
    /// The store could not be reached.
    pub fn store() -> Self {
        Self("the store cannot be reached; try again, or look at `sujarit check`".to_owned())
    }
}

impl<E: std::error::Error> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Prints a line.
pub fn say(line: &str) {
    // Nobody may be listening; that is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints why the command failed.
pub fn complain(failed: &Failed) {
    let _ = writeln!(std::io::stderr(), "{}", failed.0.trim_end());
}

/// Asks for a line that may be seen while typed.
///
/// # Errors
/// When the input ends.
pub fn ask(question: &str) -> Result<String, Failed> {
    let _ = write!(std::io::stdout(), "{question}: ");
    let _ = std::io::stdout().flush();
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line)?;
    if read == 0 {
        return Err(Failed("the input ended".to_owned()));
    }
    Ok(line.trim().to_owned())
}

/// Asks for a secret: not shown on a terminal, read as a line from a pipe.
///
/// # Errors
/// When the input ends.
pub fn ask_secret(question: &str) -> Result<Zeroizing<String>, Failed> {
    use std::io::IsTerminal;
    if std::io::stdin().is_terminal() {
        Ok(Zeroizing::new(rpassword::prompt_password(format!(
            "{question}: "
        ))?))
    } else {
        ask(question).map(Zeroizing::new)
    }
}
