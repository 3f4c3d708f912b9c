//! Texts with places for values: `{order}`. What is put in is put in once and never read again as a template.

use serde_json::Value as Json;

/// Deepest body of a call.
const DEPTH: usize = 8;

/// One part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    Text(&'t str),
    /// The key of a value.
    Place(&'t str),
}

/// The text is no template: a brace that opens or closes nothing, or a key that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

/// Whether this can name a value: `a` to `z`, digits and `_`, at most thirty.
pub fn is_key(key: &str) -> bool {
    (1..=30).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Takes a text apart.
pub fn parts(text: &str) -> Result<Vec<Part<'_>>, Broken> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (key, behind) = after.split_once('}').ok_or(Broken)?;
        if before.contains('}') || !is_key(key) {
            return Err(Broken);
        }
        out.push(Part::Text(before));
        out.push(Part::Place(key));
        rest = behind;
    }
    if rest.contains('}') {
        return Err(Broken);
    }
    out.push(Part::Text(rest));
    out.retain(|part| *part != Part::Text(""));
    Ok(out)
}

/// The keys a text has places for.
pub fn keys(text: &str) -> Result<Vec<&str>, Broken> {
    let parts = parts(text)?.into_iter();
    Ok(parts.filter_map(|part| if let Part::Place(key) = part { Some(key) } else { None }).collect())
}

/// The keys anywhere in a body, and whether it is too deep.
pub fn body_keys(body: &Json) -> Result<Vec<&str>, Broken> {
    fn walk<'b>(body: &'b Json, depth: usize, out: &mut Vec<&'b str>) -> Result<(), Broken> {
        match body {
            _ if depth > DEPTH => Err(Broken),
            Json::String(text) => keys(text).map(|found| out.extend(found)),
            Json::Array(all) => all.iter().try_for_each(|one| walk(one, depth + 1, out)),
            Json::Object(all) => all.values().try_for_each(|one| walk(one, depth + 1, out)),
            Json::Null | Json::Bool(_) | Json::Number(_) => Ok(()),
        }
    }
    let mut out = Vec::new();
    walk(body, 0, &mut out)?;
    Ok(out)
}

/// A text with its values; a place that has none keeps its name.
pub fn text(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    fill(template, |key| value(key).unwrap_or_else(|| format!("{{{key}}}")))
}

/// An address with its values as parts of it: none can leave its place.
pub fn url(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    fill(template, |key| value(key).map_or_else(|| format!("{{{key}}}"), |value| escaped(&value)))
}

/// A body with its values: a text that is one place and nothing else becomes what is put there, a number a number.
pub fn body(template: &Json, value: &impl Fn(&str) -> Option<Json>) -> Json {
    match template {
        Json::String(text) => match parts(text).as_deref() {
            Ok([Part::Place(key)]) => value(key).unwrap_or_else(|| template.clone()),
            _ => Json::String(fill(text, |key| match value(key) {
                Some(Json::String(text)) => text,
                Some(other) => other.to_string(),
                None => format!("{{{key}}}"),
            })),
        },
        Json::Array(all) => all.iter().map(|one| body(one, value)).collect(),
        Json::Object(all) => Json::Object(all.iter().map(|(name, one)| (name.clone(), body(one, value))).collect()),
        Json::Null | Json::Bool(_) | Json::Number(_) => template.clone(),
    }
}

fn fill(template: &str, value: impl Fn(&str) -> String) -> String {
    let Ok(parts) = parts(template) else { return template.to_owned() };
    let parts = parts.into_iter().map(|part| match part {
        Part::Text(text) => text.to_owned(),
        Part::Place(key) => value(key),
    });
    parts.collect()
}

/// Everything but letters, digits, `-` and `_` in percent; dots stay only within a name, so that none climbs.
fn escaped(value: &str) -> String {
    let climbs = value.chars().all(|c| c == '.');
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => out.push(char::from(byte)),
            b'.' if !climbs => out.push('.'),
            // A name of dots alone is a way up however it is written.
            b'.' => out.push('_'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn value(key: &str) -> Option<String> {
        match key {
            "order" => Some("A-1/../..?x=1#{secret}".into()),
            "up" => Some("..".into()),
            _ => None,
        }
    }

    #[test]
    fn a_value_never_leaves_its_place_and_is_no_template() {
        assert_eq!(
            url("https://shop.example/orders/{order}/items", value),
            "https://shop.example/orders/A-1%2F..%2F..%3Fx%3D1%23%7Bsecret%7D/items"
        );
        assert_eq!(url("/orders/{up}/x", value), "/orders/__/x");
        assert_eq!(text("‘{order}’ {more}", value), "‘A-1/../..?x=1#{secret}’ {more}");
    }

    #[test]
    fn bodies_keep_the_type_of_what_stands_alone() {
        let value = |key: &str| match key {
            "amount" => Some(json!(12_000)),
            "why" => Some(json!("\"},{\"admin\":true")),
            _ => None,
        };
        let template =
            json!({"amount": "{amount}", "note": "환불 {amount}: {why}", "list": ["{why}", 1], "open": "{x}"});
        let made = body(&template, &value);
        assert_eq!(made["amount"], 12_000);
        assert_eq!(made["note"], "환불 12000: \"},{\"admin\":true");
        assert_eq!(made["list"][0], "\"},{\"admin\":true", "what was put in is a text, however it looks");
        assert_eq!(made["open"], "{x}");
    }

    #[test]
    fn broken_templates_are_found() {
        for broken in ["{", "}", "{}", "a}b{c}", "{Order}", "{a b}", "{a{b}}", &format!("{{{}}}", "a".repeat(31))] {
            assert_eq!(keys(broken), Err(Broken), "{broken}");
        }
        assert_eq!(keys("{a}-{b_2}"), Ok(vec!["a", "b_2"]));
        let mut deep = json!("{a}");
        for _ in 0..=DEPTH {
            deep = json!([deep]);
        }
        assert_eq!(body_keys(&deep), Err(Broken));
    }

    proptest! {
        #[test]
        fn whatever_is_put_in_stays_one_part_of_the_path(hostile in ".{0,40}") {
            let made = url("https://shop.example/a/{x}/b", |_| Some(hostile.clone()));
            let path = made.strip_prefix("https://shop.example").unwrap();
            let parts: Vec<&str> = path.split('/').collect();
            prop_assert_eq!(parts.len(), 4, "{}", made);
            prop_assert!(parts[2] != "." && parts[2] != ".." && !made.contains(['?', '#', '{', '\\', ' ']), "{}", made);
        }
    }
}
