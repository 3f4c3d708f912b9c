//! A file as it comes in: a form with the file and the sender's key, each part within its limit.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use bytes::Bytes;
use language::text::is_unseen;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::kind::{self, Kind};
use crate::clean::Clean;
use crate::error::{Error, FieldCode, Result};
use crate::limits;
use crate::state::{App, blocking};
use crate::wire::FileView;

/// What the form may weigh beside the file, in bytes.
const AROUND_BYTES: usize = 16 * 1024;
/// Largest body of a request that brings a file, in bytes.
pub const FORM_BYTES: usize = limits::FILE_BYTES + AROUND_BYTES;

/// The form, not read yet: who sends it is looked at first.
pub struct Form(Multipart);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        Multipart::from_request(request, state).await.map(Self).map_err(|_| Error::WrongMedia)
    }
}

/// A file, read and looked at.
#[derive(Debug)]
pub struct Upload {
    pub label: Clean,
    pub media: &'static str,
    pub bytes: Bytes,
    pub client_key: Uuid,
}

/// A file whose bytes are on the disk and whose row is still to be written.
#[derive(Debug, Clone)]
pub struct Stored {
    pub token: String,
    pub stored_name: String,
    pub label: Clean,
    pub media: &'static str,
    pub bytes: u64,
    pub sha256: [u8; 32],
}

impl Form {
    /// Reads the form whole.
    pub async fn read(mut self) -> Result<Upload> {
        let (mut file, mut key) = (None, None);
        while let Some(field) = self.0.next_field().await.map_err(fault)? {
            match field.name() {
                Some("file") if file.is_none() => {
                    let name = field.file_name().unwrap_or_default().to_owned();
                    let claim = field.content_type().unwrap_or_default().to_owned();
                    let bytes = bytes(field, limits::FILE_BYTES).await?;
                    file = Some((name, claim, bytes));
                }
                Some("client_key") if key.is_none() => {
                    let text = bytes(field, AROUND_BYTES).await?;
                    let parsed = std::str::from_utf8(&text).ok().and_then(|text| text.parse::<Uuid>().ok());
                    key = Some(parsed.ok_or_else(|| Error::field("client_key", FieldCode::WrongType))?);
                }
                name => return Err(Error::field(name.unwrap_or_default(), FieldCode::Unknown)),
            }
        }
        let (name, claim, bytes) = file.ok_or_else(|| Error::field("file", FieldCode::Required))?;
        let client_key = key.ok_or_else(|| Error::field("client_key", FieldCode::Required))?;
        let kind = kind::of(&bytes).ok_or(Error::WrongMedia)?;
        agree(kind, &claim)?;
        Ok(Upload { label: label(&name, kind)?, media: kind.media, bytes, client_key })
    }
}

async fn bytes(field: Field<'_>, most: usize) -> Result<Bytes> {
    let bytes = field.bytes().await.map_err(fault)?;
    if bytes.len() > most { Err(Error::TooLarge) } else { Ok(bytes) }
}

fn fault(fault: MultipartError) -> Error {
    if fault.status() == StatusCode::PAYLOAD_TOO_LARGE { Error::TooLarge } else { Error::BadRequest }
}

/// A sender who says one thing and sends another is not believed. What the files of offices are called varies.
fn agree(kind: &Kind, claim: &str) -> Result<()> {
    let claim = claim.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let vague = claim.is_empty() || claim == "application/octet-stream";
    let office = kind.media.starts_with("application/") && claim.starts_with("application/");
    if vague || claim == kind.media || office { Ok(()) } else { Err(Error::WrongMedia) }
}

/// The name as a label: no folders, nothing invisible, nobody's data, with an ending that fits what it is.
pub fn label(name: &str, kind: &Kind) -> Result<Clean> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Marks that turn the direction of writing hide an ending: "fdp.exe" reads "exe.pdf". Tags hide whole sentences from people alone.
    let clean: String = last.chars().filter(|c| !c.is_control() && !is_unseen(*c)).collect();
    let clean = clean.trim_matches([' ', '.']);
    let (stem, ending) = match clean.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, Some(ending.to_ascii_lowercase())),
        _ => (clean, None),
    };
    let usual = kind.endings.first().copied().unwrap_or_default();
    let (stem, ending) = match ending {
        Some(ending) if kind.endings.contains(&ending.as_str()) => (stem, ending),
        Some(ending) if mime_guess::from_ext(&ending).first().is_some() => return Err(Error::WrongMedia),
        _ => (clean, usual.to_owned()),
    };
    let stem = if stem.is_empty() { "file" } else { stem };
    Ok(Clean::of(stem).cut(limits::NAME_CHARS - ending.len() - 1).then(".").then(&ending))
}

impl Upload {
    /// Puts the bytes on the disk under a random name.
    pub async fn store(self, app: &App) -> Result<Stored> {
        let store = app.store().clone();
        blocking(move || {
            let mut token = [0; 16];
            getrandom::fill(&mut token).map_err(|_| Error::Internal)?;
            Ok(Stored {
                token: store::hex(&token),
                stored_name: store.put_file(&self.bytes)?,
                label: self.label,
                media: self.media,
                bytes: self.bytes.len() as u64,
                sha256: Sha256::digest(&self.bytes).into(),
            })
        })
        .await
    }
}

impl Stored {
    /// Removes the bytes again unless the line that was written shows them: it failed, or had been written before.
    pub async fn keep_if(self, app: &App, shown: Option<&FileView>) -> Result<()> {
        if shown.is_some_and(|file| file.token == self.token) {
            return Ok(());
        }
        let store = app.store().clone();
        blocking(move || Ok(store.remove_file(&self.stored_name)?)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_labels() {
        let jpeg = kind::of(b"\xFF\xD8\xFF").unwrap();
        for (name, expected) in [
            ("사진.jpg", "사진.jpg"),
            ("IMG.JPEG", "IMG.jpeg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("C:\\fakepath\\a.jpg", "a.jpg"),
            ("", "file.jpg"),
            (".jpg", "jpg.jpg"),
            ("a\u{202E}gpj.jpg", "agpj.jpg"),
            ("a\u{61C}\u{2066}b\u{3164}\u{E0049}\u{E0067}.jpg", "ab.jpg"),
            ("..\\..\\", "file.jpg"),
            ("....//....//", "file.jpg"),
            ("a\r\nset-cookie: b.jpg", "aset-cookie: b.jpg"),
            ("photo", "photo.jpg"),
            ("v1.2", "v1.2.jpg"),
        ] {
            assert_eq!(label(name, jpeg).as_deref(), Ok(expected), "{name:?}");
        }
        for name in ["a.html", "a.svg", "a.exe", "a.png", "a.jpg.js"] {
            assert_eq!(label(name, jpeg), Err(Error::WrongMedia), "{name}");
        }
        let long = label(&"가".repeat(500), jpeg).unwrap();
        assert_eq!(long.chars().count(), limits::NAME_CHARS);
    }

    #[test]
    fn claims_must_fit() {
        let jpeg = kind::of(b"\xFF\xD8\xFF").unwrap();
        for claim in ["image/jpeg", "", "application/octet-stream", "Image/JPEG; q=1"] {
            assert_eq!(agree(jpeg, claim), Ok(()), "{claim}");
        }
        for claim in ["text/html", "image/svg+xml", "image/png", "application/pdf"] {
            assert_eq!(agree(jpeg, claim), Err(Error::WrongMedia), "{claim}");
        }
    }
}
