//! A file as it goes out: always to be saved, never to be shown or run as a page of ours.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::rows::Found;
use crate::error::{Error, Result};
use crate::state::{App, blocking};

/// The bytes as an attachment.
pub async fn answer(app: &App, file: Found) -> Result<Response> {
    let store = app.store().clone();
    let (stored_name, sha256) = (file.stored_name, file.sha256);
    let bytes = blocking(move || {
        let bytes = store.file(&stored_name)?;
        if Sha256::digest(&bytes).as_slice() != sha256 {
            tracing::error!(stored_name, "a file is not what was stored");
            return Err(Error::Internal);
        }
        Ok(bytes)
    })
    .await?;
    let disposition = HeaderValue::try_from(disposition(&file.label)).map_err(|_| Error::Internal)?;
    let media = HeaderValue::try_from(file.media).map_err(|_| Error::Internal)?;
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, bytes).into_response())
}

/// RFC 6266, with the name in UTF-8 as in RFC 8187 and one in plain letters for what is older.
pub fn disposition(label: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' };
    let fallback: String = label.chars().map(plain).collect();
    let mut encoded = String::new();
    for byte in label.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_cannot_leave_their_quotes() {
        assert_eq!(disposition("a b.pdf"), "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf");
        assert_eq!(disposition("환.png"), "attachment; filename=\"_.png\"; filename*=UTF-8''%ED%99%98.png");
        let sly = disposition("a\"; x=\r\n'%.txt");
        assert_eq!(sly, "attachment; filename=\"a__ x_____.txt\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0A%27%25.txt");
    }
}
