//! The agency's own websites, on which the small page of its channel may be shown in a frame.

/// The origins that may frame the page: none unless the agency names them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FramingSites(Vec<String>);

/// Why a list of websites is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteProblem {
    /// This line is no address of a website.
    Unreadable(String),
    /// There are more than [`FramingSites::MOST`].
    TooMany,
}

impl FramingSites {
    /// An agency has one main website, perhaps under several names.
    pub const MOST: usize = 5;

    /// Reads a list with one website in each line: `https://www.example.go.th`, also with a port. Nothing is taken that
    /// could mean more than one website, and no path: browsers compare scheme, name and port.
    ///
    /// # Errors
    /// [`SiteProblem`].
    pub fn parse(text: &str) -> Result<Self, SiteProblem> {
        let mut sites = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let site = origin(line).ok_or_else(|| SiteProblem::Unreadable(line.to_owned()))?;
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
        if sites.len() > Self::MOST {
            return Err(SiteProblem::TooMany);
        }
        Ok(Self(sites))
    }

    /// One in each line.
    pub fn lines(&self) -> String {
        self.0.join("\n")
    }

    /// Whether no website may frame the page.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Who may frame the page, as the directive `frame-ancestors` of a policy names them.
    pub fn ancestors(&self) -> String {
        if self.0.is_empty() {
            "'none'".to_owned()
        } else {
            self.0.join(" ")
        }
    }
}

fn origin(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let (scheme, rest) = text.split_once("://")?;
    if !matches!(scheme, "https" | "http") {
        return None;
    }
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().ok().filter(|port| *port > 0)?)),
        None => (rest, None),
    };
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(letters)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let named = host.contains('.') && host.len() <= 253 && host.split('.').all(label);
    let port = port.map_or_else(String::new, |port| format!(":{port}"));
    named.then(|| format!("{scheme}://{host}{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn websites_are_taken_as_browsers_compare_them_each_once() {
        let text =
            " https://WWW.Bangtoei.go.th/ \n\nhttp://bangtoei.go.th:8080\nhttps://www.bangtoei.go.th\n";
        let sites = FramingSites::parse(text).unwrap();
        assert_eq!(
            sites.ancestors(),
            "https://www.bangtoei.go.th http://bangtoei.go.th:8080"
        );
        assert_eq!(FramingSites::parse(&sites.lines()).unwrap(), sites);
        assert_eq!(FramingSites::parse(" \n").unwrap().ancestors(), "'none'");
    }

    #[test]
    fn nothing_is_taken_that_could_open_the_page_to_more_or_break_the_policy() {
        for line in [
            "*",
            "https://*.go.th",
            "https:",
            "https://",
            "www.bangtoei.go.th",
            "https://www.bangtoei.go.th/page",
            "https://www.bangtoei.go.th; script-src *",
            "https://www.bangtoei.go.th 'self'",
            "https://user@www.bangtoei.go.th",
            "https://localhost",
            "https://เทศบาล.ไทย",
            "https://-a.th",
            "https://a..th",
            "https://a.th:0",
            "https://a.th:99999",
            "https://a.th:",
            "ftp://a.th",
            "data:text/html",
            "'self'",
        ] {
            assert_eq!(
                FramingSites::parse(line),
                Err(SiteProblem::Unreadable(line.to_owned())),
                "{line}"
            );
        }
        let many: Vec<String> = (0..6).map(|at| format!("https://a{at}.go.th")).collect();
        assert_eq!(FramingSites::parse(&many.join("\n")), Err(SiteProblem::TooMany));
        assert!(FramingSites::parse(&many[..5].join("\n")).is_ok());
    }
}
