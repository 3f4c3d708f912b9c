//! Every operation of the description, and bodies made from its schemas.

use serde_json::{Map, Value, json};

/// One operation.
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    /// Schema of the JSON body, if it takes one.
    pub body: Option<Value>,
    /// Media type of any other body.
    pub media: Option<String>,
}

impl Operation {
    pub fn reads(&self) -> bool {
        self.method == "GET"
    }

    pub fn is_customer(&self) -> bool {
        self.path.starts_with("/api/c/")
    }

    pub fn is_socket(&self) -> bool {
        self.path.ends_with("/live")
    }

    /// The path with every parameter filled in.
    pub fn filled(&self, value: impl Fn(&str) -> String) -> String {
        let mut path = String::new();
        for part in self.path.split_inclusive('}') {
            match part.split_once('{') {
                Some((before, name)) => {
                    path.push_str(before);
                    path.push_str(&value(name.trim_end_matches('}')));
                }
                None => path.push_str(part),
            }
        }
        path
    }

    pub fn has_parameters(&self) -> bool {
        self.path.contains('{')
    }
}

pub fn operations() -> Vec<Operation> {
    let document = api::document();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let content = operation["requestBody"]["content"].as_object();
            let json = content.and_then(|content| content.get("application/json"));
            all.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                body: json.map(|json| json["schema"].clone()),
                media: content.and_then(|content| content.keys().find(|media| *media != "application/json").cloned()),
            });
        }
    }
    all
}

/// Makes values from schemas.
pub struct Samples(Value);

impl Samples {
    pub fn new() -> Samples {
        Samples(api::document()["components"]["schemas"].clone())
    }

    /// A value that has every required field.
    pub fn of(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.of(&self.0[name.rsplit('/').next().unwrap()]);
        }
        if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
            return first.clone();
        }
        if let Some(first) = schema["oneOf"].as_array().and_then(|kinds| kinds.first()) {
            return self.of(first);
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds[0].as_str().unwrap_or_default(),
            kind => kind.as_str().unwrap_or_default(),
        };
        match kind {
            "string" if schema["format"] == "uuid" => json!("018f0000-0000-7000-8000-000000000001"),
            "string" if schema["format"] == "date" => json!("2030-01-01"),
            "string" => json!("text"),
            "integer" | "number" => json!(schema["minimum"].as_i64().unwrap_or(0).max(1)),
            "boolean" => json!(true),
            "array" => {
                let count = schema["minItems"].as_u64().unwrap_or(0);
                Value::Array((0..count).map(|_| self.of(&schema["items"])).collect())
            }
            _ => {
                let required = schema["required"].as_array().cloned().unwrap_or_default();
                let fields = required.iter().filter_map(Value::as_str);
                let made = fields.map(|name| match name {
                    // Not the one who asks, whoever that is.
                    "agent" => (name.to_owned(), json!(999_999)),
                    _ => (name.to_owned(), self.of(&schema["properties"][name])),
                });
                Value::Object(made.collect::<Map<_, _>>())
            }
        }
    }

    /// That value with a field nobody knows put into each of its objects in turn, with the field's path.
    pub fn with_unknown(&self, schema: &Value, field: &str) -> Vec<(String, Value)> {
        let sample = self.of(schema);
        let mut places = vec![String::new()];
        objects(&sample, "", &mut places);
        let spoil = |place: String| {
            let mut spoilt = sample.clone();
            spoilt.pointer_mut(&place)?.as_object_mut()?.insert(field.to_owned(), json!("x"));
            Some((place, spoilt))
        };
        places.into_iter().filter_map(spoil).collect()
    }
}

fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let at = format!("{at}/{name}");
                if value.is_object() {
                    found.push(at.clone());
                }
                objects(value, &at, found);
            }
        }
        Value::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                let at = format!("{at}/{place}");
                if value.is_object() {
                    found.push(at.clone());
                }
                objects(value, &at, found);
            }
        }
        _ => {}
    }
}
