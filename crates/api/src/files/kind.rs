//! What a file is, by its bytes. Nothing a browser would run is taken: no HTML, no SVG, no macros.

/// A kind of file that is taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    pub media: &'static str,
    /// Endings a name may have, the usual one first.
    pub endings: &'static [&'static str],
}

const JPEG: Kind = Kind { media: "image/jpeg", endings: &["jpg", "jpeg"] };
const PNG: Kind = Kind { media: "image/png", endings: &["png"] };
const GIF: Kind = Kind { media: "image/gif", endings: &["gif"] };
const WEBP: Kind = Kind { media: "image/webp", endings: &["webp"] };
const PDF: Kind = Kind { media: "application/pdf", endings: &["pdf"] };
const MP4: Kind = Kind { media: "video/mp4", endings: &["mp4", "m4v"] };
const TEXT: Kind = Kind { media: "text/plain", endings: &["txt"] };
const WORD: Kind =
    Kind { media: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", endings: &["docx"] };
const EXCEL: Kind =
    Kind { media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", endings: &["xlsx"] };
const SLIDES: Kind =
    Kind { media: "application/vnd.openxmlformats-officedocument.presentationml.presentation", endings: &["pptx"] };
const HANGUL: Kind = Kind { media: "application/hwp+zip", endings: &["hwpx"] };
const ODT: Kind = Kind { media: "application/vnd.oasis.opendocument.text", endings: &["odt"] };
const ODS: Kind = Kind { media: "application/vnd.oasis.opendocument.spreadsheet", endings: &["ods"] };

/// The kind of these bytes; none: it is not taken.
pub fn of(bytes: &[u8]) -> Option<&'static Kind> {
    let starts = |signature: &[u8]| bytes.starts_with(signature);
    let at = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    if starts(b"\xFF\xD8\xFF") {
        Some(&JPEG)
    } else if starts(b"\x89PNG\r\n\x1A\n") {
        Some(&PNG)
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Some(&GIF)
    } else if starts(b"RIFF") && at(8, 12) == b"WEBP" {
        Some(&WEBP)
    } else if starts(b"%PDF-") {
        Some(&PDF)
    } else if at(4, 8) == b"ftyp" {
        let brands: [&[u8]; 5] = [b"iso", b"mp4", b"avc1", b"M4V", b"MSNV"];
        brands.iter().any(|brand| at(8, 12).starts_with(brand)).then_some(&MP4)
    } else if starts(b"PK\x03\x04") {
        office(bytes)
    } else {
        is_text(bytes).then_some(&TEXT)
    }
}

/// Office files are ZIP archives; the names in them, which are never compressed, say which.
fn office(bytes: &[u8]) -> Option<&'static Kind> {
    let has = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
    // ODF and HWPX begin with their media type, uncompressed, behind the 30 bytes of the first entry's header.
    let declared = bytes.get(30..).and_then(|rest| rest.strip_prefix(b"mimetype"));
    if let Some(declared) = declared {
        return [&HANGUL, &ODT, &ODS].into_iter().find(|kind| declared.starts_with(kind.media.as_bytes()));
    }
    if !has(b"[Content_Types].xml") || has(b"vbaProject.bin") {
        return None;
    }
    let parts: [(&[u8], &Kind); 3] =
        [(b"word/document.xml", &WORD), (b"xl/workbook.xml", &EXCEL), (b"ppt/presentation.xml", &SLIDES)];
    parts.into_iter().find(|(name, _)| has(name)).map(|(_, kind)| kind)
}

/// Text in UTF-8 or CP949 that is no markup.
fn is_text(bytes: &[u8]) -> bool {
    let utf8 = std::str::from_utf8(bytes).ok().map(Into::into);
    let text = utf8.or_else(|| encoding_rs::EUC_KR.decode_without_bom_handling_and_without_replacement(bytes));
    text.is_some_and(|text| {
        let text = text.trim_start_matches('\u{FEFF}').trim_start();
        let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        !text.is_empty() && !text.starts_with('<') && text.chars().all(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(bytes: &[u8]) -> Option<&'static str> {
        of(bytes).map(|kind| kind.media)
    }

    #[test]
    fn kinds_are_found_in_the_bytes() {
        assert_eq!(media(b"\xFF\xD8\xFF\xE0\0\x10JFIF"), Some("image/jpeg"));
        assert_eq!(media(b"\x89PNG\r\n\x1A\n\0\0"), Some("image/png"));
        assert_eq!(media(b"GIF89a\x01\0"), Some("image/gif"));
        assert_eq!(media(b"RIFF\x10\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(media(b"%PDF-1.7\n"), Some("application/pdf"));
        assert_eq!(media(b"\0\0\0\x18ftypmp42\0\0\0\0"), Some("video/mp4"));
        assert_eq!(media("환불 영수증\r\n".as_bytes()), Some("text/plain"));
        assert_eq!(media(b"\xC8\xAF\xBA\xD2"), Some("text/plain"), "CP949");
        let zip = |rest: &str| [b"PK\x03\x04".as_slice(), &[0; 26], rest.as_bytes()].concat();
        assert_eq!(media(&zip("[Content_Types].xml..xl/workbook.xml")), Some(EXCEL.media));
        assert_eq!(media(&zip("[Content_Types].xml..word/document.xml")), Some(WORD.media));
        assert_eq!(media(&zip("mimetypeapplication/hwp+zipPK")), Some("application/hwp+zip"));
        for refused in [
            zip("[Content_Types].xml..word/document.xml..word/vbaProject.bin"),
            zip("evil.exe"),
            zip("mimetypeapplication/epub+zip"),
            b"MZ\x90\0\x03".to_vec(),
            b"\x7FELF\x02".to_vec(),
            b"<!DOCTYPE html><script>".to_vec(),
            b"\xEF\xBB\xBF  <svg onload=alert(1)>".to_vec(),
            b"<?xml version='1.0'?>".to_vec(),
            b"\0\0\0\x18ftypheic".to_vec(),
            b"a\0b".to_vec(),
            b" \n".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(of(&refused), None, "{refused:?}");
        }
    }
}
