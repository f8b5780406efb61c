//! Places within a JSON value, for tests that edit one anywhere. `fuzz/` edits by the same.

use serde_json::Value;

/// The value at a place, counted from the root on, children before what follows them.
pub fn at<'a>(value: &'a mut Value, place: &mut usize) -> Option<&'a mut Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| at(value, place)),
        Value::Object(values) => values.values_mut().find_map(|value| at(value, place)),
        _ => None,
    }
}
