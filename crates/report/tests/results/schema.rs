//! Holds a JSON value to a JSON Schema. Knows the words that our schema uses and refuses any other, so that nothing
//! in it goes unchecked.

use serde_json::Value;

/// What is wrong, with where; empty where nothing is.
pub(crate) fn mistakes(schema: &Value, value: &Value) -> Vec<String> {
    let mut mistakes = Vec::new();
    check(schema, schema, value, "$", &mut mistakes);
    mistakes
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, mistakes: &mut Vec<String>) {
    for (word, means) in schema.as_object().expect("a schema is an object") {
        let good = match word.as_str() {
            // The last two are looked at with `properties`.
            "$schema" | "$defs" | "title" | "description" | "required" | "additionalProperties" => true,
            "$ref" => {
                let path = means.as_str().expect("a reference").strip_prefix('#').expect("in this file");
                check(root, root.pointer(path).expect("a definition"), value, at, mistakes);
                true
            }
            "type" => list(means).iter().any(|name| is_of(value, name.as_str().expect("a type"))),
            "const" => value == means,
            "enum" => list(means).contains(value),
            "minimum" => value.as_f64().is_none_or(|number| number >= means.as_f64().expect("a number")),
            "oneOf" => {
                let fits = |way: &&Value| {
                    let mut mistakes = Vec::new();
                    check(root, way, value, at, &mut mistakes);
                    mistakes.is_empty()
                };
                list(means).iter().filter(fits).count() == 1
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, means, item, &format!("{at}[{number}]"), mistakes);
                }
                true
            }
            "properties" => {
                properties(root, schema, value, at, mistakes);
                true
            }
            other => panic!("the schema says {other}, which is not checked here"),
        };
        if !good {
            mistakes.push(format!("{at}: {word} {means}: {value}"));
        }
    }
}

fn properties(root: &Value, schema: &Value, value: &Value, at: &str, mistakes: &mut Vec<String>) {
    let Some(object) = value.as_object() else { return };
    let known = &schema["properties"];
    assert_eq!(schema["additionalProperties"], false, "{at} is open to anything");
    for required in list(&schema["required"]) {
        if object.get(required.as_str().expect("a name")).is_none() {
            mistakes.push(format!("{at}: {required} is not there"));
        }
    }
    for (name, value) in object {
        match known.get(name) {
            Some(schema) => check(root, schema, value, &format!("{at}.{name}"), mistakes),
            None => mistakes.push(format!("{at}: {name} is not in the schema")),
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no type"),
    }
}
