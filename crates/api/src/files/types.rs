//! Files that go with a conversation.

use utoipa::ToSchema;

/// A file and the key that makes sending it twice the same as once. Describes the form; nothing is read into it.
#[allow(dead_code)]
#[derive(Debug, ToSchema)]
pub struct NewFile {
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// Chosen by the sender.
    pub client_key: uuid::Uuid,
}
