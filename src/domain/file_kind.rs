//! The kinds of files that are taken as evidence, and those that are refused by name.

use super::coded::coded;

coded!(
    /// What may be sent as evidence. What a file is, its content says: never its name, never what a browser declares.
    FileKind {
        /// A photo: JPEG.
        Jpeg = 1 => "jpeg",
        /// A picture or screenshot: PNG.
        Png = 2 => "png",
        /// A picture: WebP.
        Webp = 3 => "webp",
        /// A photo of newer telephones: HEIC.
        Heic = 4 => "heic",
        /// A document: PDF.
        Pdf = 5 => "pdf",
        /// A text: Microsoft Word, without macros.
        Docx = 6 => "docx",
        /// A spreadsheet: Microsoft Excel, without macros.
        Xlsx = 7 => "xlsx",
        /// A text: OpenDocument.
        Odt = 8 => "odt",
        /// Plain text.
        Txt = 9 => "txt",
        /// A recording: MP3.
        Mp3 = 10 => "mp3",
        /// A recording: MPEG-4 sound.
        M4a = 11 => "m4a",
        /// A recording: Ogg with Vorbis, Opus, Speex or FLAC.
        Ogg = 12 => "ogg",
        /// A film: MPEG-4.
        Mp4 = 13 => "mp4",
        /// A film of an iPhone: QuickTime.
        Mov = 14 => "mov",
    }
);

impl FileKind {
    /// The ending of a name that fits, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            other => other.key(),
        }
    }

    /// The media type it is served with, fixed whatever the sender declared.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Txt => "text/plain",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Mp4 => "video/mp4",
            Self::Mov => "video/quicktime",
        }
    }

    /// Whether a name with this ending fits; a name without an ending fits everything.
    ///
    /// The ending is compared without regard to case. A name that does not fit gets the true ending behind it when the
    /// file is handed out, so that an ending fits only if programs open it as nothing else: a text named `.csv` would
    /// open as a sheet that calculates.
    pub fn fits_name(self, name: &str) -> bool {
        let Some((_, ending)) = name.rsplit_once('.') else {
            return true;
        };
        let endings: &[&str] = match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Heic => &["heic", "heif"],
            Self::Txt => &["txt", "text"],
            Self::M4a => &["m4a", "mp4"],
            Self::Ogg => &["ogg", "oga", "opus", "spx"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::Mov => &["mov", "qt"],
            other => return ending.eq_ignore_ascii_case(other.key()),
        };
        endings.iter().any(|fits| ending.eq_ignore_ascii_case(fits))
    }
}

coded!(
    /// What a refused file is, as far as a sender has to know; the exact format is told by its own name.
    Family {
        /// No bytes at all.
        Empty = 1 => "empty",
        /// A program or script.
        Program = 2 => "program",
        /// An archive of files, or a compressed file.
        Archive = 3 => "archive",
        /// A web page or another text with markup, drawings included (HTML, SVG, XML).
        Markup = 4 => "markup",
        /// A picture in a format that is not taken.
        Picture = 5 => "picture",
        /// A document in a format that is not taken, those with macros included.
        Document = 6 => "document",
        /// Sound or film in a format that is not taken.
        Recording = 7 => "recording",
        /// Something that begins with other data than its format does.
        Disguised = 8 => "disguised",
        /// Something else, or nothing that is known.
        Unknown = 9 => "unknown",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_by_its_last_ending_alone() {
        assert!(FileKind::Jpeg.fits_name("photo.JPEG"));
        assert!(FileKind::Pdf.fits_name("ใบเสร็จ.pdf"));
        assert!(!FileKind::Pdf.fits_name("receipt.pdf.exe"));
        assert!(FileKind::Png.fits_name("without an ending"));
        assert!(!FileKind::Docx.fits_name("letter.doc"));
        assert!(FileKind::Txt.fits_name("notes.TXT"));
        assert!(!FileKind::Txt.fits_name("list.csv"));
    }

    #[test]
    fn numbers_keys_and_endings_are_unique() {
        for (at, kind) in FileKind::ALL.iter().enumerate() {
            for other in FileKind::ALL.iter().skip(at + 1) {
                assert_ne!(kind.code(), other.code());
                assert_ne!(kind.key(), other.key());
                assert_ne!(kind.extension(), other.extension());
                assert_ne!(kind.media_type(), other.media_type());
            }
            assert!(kind.fits_name(&format!("a.{}", kind.extension())));
            assert_eq!(FileKind::from_key(kind.key()), Some(*kind));
        }
    }
}
