//! Files as people save them: UTF-8, or CP949 as Korean office programs do.

use encoding_rs::EUC_KR;

/// The text of a file. Nothing where it is neither UTF-8 nor CP949.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_string());
    }
    EUC_KR.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn both_encodings_are_read_and_rubbish_is_not() {
        assert_eq!(decode("환불".as_bytes()).as_deref(), Some("환불"));
        assert_eq!(decode(&[0xc8, 0xaf, 0xba, 0xd2]).as_deref(), Some("환불"));
        assert_eq!(decode(&[0xff, 0xfe, 0x00]), None);
    }
}
