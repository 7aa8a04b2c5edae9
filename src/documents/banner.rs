//! What the agency puts on its main website: a picture, a link, a frame. None of it runs a script or asks a
//! third party for anything.

/// A banner of the channel or of the figures, in the words of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    /// Name of the agency.
    pub agency: String,
    /// What the link is for.
    pub heading: String,
    /// A line below.
    pub line: String,
    /// Where it leads: an address that everybody may open, never one with a code.
    pub address: String,
}

impl Banner {
    /// A picture of 600 by 150. It carries no font; browsers take a Thai one of the machine.
    pub fn svg(&self) -> String {
        let (agency, heading, line) = (escaped(&self.agency), escaped(&self.heading), escaped(&self.line));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 150\" width=\"600\" height=\"150\" \
             role=\"img\" aria-labelledby=\"banner-title\" \
             font-family=\"Sarabun, 'TH Sarabun New', 'Noto Sans Thai', sans-serif\">\
             <title id=\"banner-title\">{heading} {agency}</title>\
             <rect width=\"600\" height=\"150\" rx=\"8\" fill=\"#0b5a3c\"/>\
             <rect x=\"16\" y=\"20\" width=\"6\" height=\"110\" fill=\"#f2c230\"/>\
             <g fill=\"#fff\">\
             <text x=\"40\" y=\"52\" font-size=\"20\"{}>{agency}</text>\
             <text x=\"40\" y=\"92\" font-size=\"30\" font-weight=\"700\"{}>{heading}</text>\
             <text x=\"40\" y=\"126\" font-size=\"18\"{}>{line}</text></g></svg>\n",
            squeezed(&self.agency, 9.5),
            squeezed(&self.heading, 15.0),
            squeezed(&self.line, 8.7),
        )
    }

    /// A plain link.
    pub fn link(&self) -> String {
        format!(
            "<a href=\"{}\">{} {}</a>\n",
            escaped(&self.address),
            escaped(&self.heading),
            escaped(&self.agency)
        )
    }

    /// A frame around the small page at `framed`. It is loaded when it comes into sight, and told of no address.
    pub fn iframe(&self, framed: &str) -> String {
        format!(
            "<iframe src=\"{}\" title=\"{} {}\" width=\"100%\" height=\"360\" loading=\"lazy\" \
             referrerpolicy=\"no-referrer\"></iframe>\n",
            escaped(framed),
            escaped(&self.heading),
            escaped(&self.agency)
        )
    }

    /// A block with a heading that needs nothing but HTML and takes the look of the page around it.
    pub fn block(&self) -> String {
        let address = escaped(&self.address);
        format!(
            "<section>\n<h2>{}</h2>\n<p>{}</p>\n<p><a href=\"{address}\">{address}</a></p>\n</section>\n",
            escaped(&self.heading),
            escaped(&self.line),
        )
    }
}

/// Keeps a long line inside the picture: told its length, a browser squeezes the letters.
fn squeezed(text: &str, letter: f32) -> &'static str {
    // Marks above and below take no room of their own.
    let wide = text
        .chars()
        .filter(|c| !matches!(c, '\u{0E31}' | '\u{0E34}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}'));
    let mut width = 0.0;
    for _ in wide {
        width += letter;
    }
    if width > 540.0 {
        " textLength=\"540\" lengthAdjust=\"spacingAndGlyphs\""
    } else {
        ""
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn banner() -> Banner {
        Banner {
            agency: "อบต. \"โคกสูง\" <เหนือ> & ใต้".to_owned(),
            heading: "แจ้งเบาะแสการทุจริต".to_owned(),
            line: "ไม่ต้องบอกชื่อ".to_owned(),
            address: "https://a.example/khok-sung?x=1&y=\"".to_owned(),
        }
    }

    #[test]
    fn nothing_on_another_website_runs_a_script_or_breaks_out_of_its_place() {
        let banner = banner();
        for text in [banner.svg(), banner.link(), banner.block()] {
            assert!(!text.contains("<script") && !text.contains("javascript:") && !text.contains("style="));
            assert!(!text.contains("<เหนือ>") && !text.contains("\"โคกสูง\""), "{text}");
        }
        assert!(banner.block().contains("<p>ไม่ต้องบอกชื่อ</p>"), "{}", banner.block());
    }

    #[test]
    fn a_long_name_is_squeezed_into_the_picture() {
        let long = Banner {
            heading: "ช่องทางแจ้งเบาะแสการทุจริตและประพฤติมิชอบของเจ้าหน้าที่".to_owned(),
            ..banner()
        };
        assert!(long.svg().contains("textLength=\"540\""));
        assert!(!banner().svg().contains("textLength"));
    }
}
