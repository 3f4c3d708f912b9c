//! The wire of `POST {base}/chat/completions` and `POST {base}/embeddings`, as far as it is used. What an answer has beside it is
//! skipped.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Most tokens a model may answer with.
pub const ANSWER_TOKENS: u32 = 800;

/// Numbers of a vector at most.
pub const LONGEST_VECTOR: usize = 4_096;

/// What is asked: our words, the matter as data, and the shape of the answer.
pub struct Question<'a> {
    pub model: &'a str,
    /// Ours alone; nothing from outside stands here.
    pub orders: &'a str,
    pub matter: &'a str,
    pub shape: &'a Value,
}

impl Question<'_> {
    pub fn body(&self) -> String {
        let shape = json!({"name": "answer", "strict": true, "schema": self.shape});
        json!({
            "model": self.model,
            "messages": [{"role": "system", "content": self.orders}, {"role": "user", "content": self.matter}],
            "response_format": {"type": "json_schema", "json_schema": shape},
            "temperature": 0,
            "max_tokens": ANSWER_TOKENS,
            "stream": false,
        })
        .to_string()
    }
}

/// A line of the matter, with the number it is cited by.
#[derive(Serialize)]
pub struct Part<'a> {
    pub number: usize,
    pub from: &'a str,
    pub text: &'a str,
}

#[derive(Deserialize)]
pub struct Answer {
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    total_tokens: u32,
}

impl Answer {
    /// What was said; calls of tools and the like say nothing.
    pub fn content(&self) -> Option<&str> {
        self.choices.first()?.message.content.as_deref()
    }

    pub fn tokens(&self) -> u32 {
        self.usage.as_ref().map_or(0, |usage| usage.total_tokens)
    }
}

/// What is to become vectors.
pub fn texts(model: &str, texts: &[String]) -> String {
    json!({"model": model, "input": texts, "encoding_format": "float"}).to_string()
}

#[derive(Deserialize)]
pub struct Vectors {
    data: Vec<Vector>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Vector {
    index: usize,
    embedding: Vec<f32>,
}

impl Vectors {
    /// One for each text, in their order. None: some are missing, or are not what vectors of one model are.
    pub fn of(mut self, texts: usize) -> Option<Vec<Vec<f32>>> {
        self.data.sort_by_key(|vector| vector.index);
        let numbered = self.data.len() == texts && self.data.iter().zip(0..).all(|(vector, at)| vector.index == at);
        let long = self.data.first()?.embedding.len();
        let sound = |vector: &Vector| vector.embedding.len() == long && vector.embedding.iter().all(|x| x.is_finite());
        let sound = numbered && (1..=LONGEST_VECTOR).contains(&long) && self.data.iter().all(sound);
        sound.then(|| self.data.into_iter().map(|vector| vector.embedding).collect())
    }

    pub fn tokens(&self) -> u32 {
        self.usage.as_ref().map_or(0, |usage| usage.total_tokens)
    }
}
