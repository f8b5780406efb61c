//! A tree as TOML again: in the order of the tree, and read back to the same bits.

use super::tree::{Table, Value};

/// A path with the parts quoted that need it: `clusters."NE.03".staff`.
pub fn join_path<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> String {
    parts.into_iter().map(|part| key_text(part.as_ref())).collect::<Vec<_>>().join(".")
}

/// A key as TOML wants it.
pub fn key_text(key: &str) -> String {
    if !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') { key.to_owned() } else { quoted(key) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A value on one line, as TOML.
pub fn inline(value: &Value) -> String {
    match value {
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let entries: Vec<String> = table.iter().map(|(key, node)| format!("{} = {}", key_text(key), inline(&node.value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::List(list) => format!("[{}]", list.iter().map(|node| inline(&node.value)).collect::<Vec<_>>().join(", ")),
        Value::Text(text) => quoted(text),
        Value::Number(number) => number_text(*number),
        Value::Whole(number) => number.to_string(),
        Value::Bool(bool) => bool.to_string(),
    }
}

/// A number so that TOML reads the same bits back.
pub fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 9e15 { format!("{number:.0}") } else { format!("{number:?}") }
}

/// A whole document; a table becomes a section when `section` says so of its path, and stays on one line otherwise.
pub fn to_toml(root: &Table, section: &dyn Fn(&[&str]) -> bool) -> String {
    let mut out = String::new();
    write_section(root, &mut Vec::new(), section, &mut out);
    out
}

fn write_section<'a>(table: &'a Table, path: &mut Vec<&'a str>, section: &dyn Fn(&[&str]) -> bool, out: &mut String) {
    let mut sections = Vec::new();
    for (key, node) in table {
        path.push(key);
        match &node.value {
            Value::Table(inner) if section(path) => sections.push((key, inner)),
            value => {
                out.push_str(&format!("{} = {}\n", key_text(key), inline(value)));
            }
        }
        path.pop();
    }
    for (key, inner) in sections {
        path.push(key);
        let only_sections = !inner.is_empty()
            && inner.iter().all(|(key, node)| {
                let mut below = path.clone();
                below.push(key);
                matches!(node.value, Value::Table(_)) && section(&below)
            });
        if !only_sections {
            out.push_str(&format!("\n[{}]\n", join_path(path.iter())));
        }
        write_section(inner, path, section, out);
        path.pop();
    }
}
