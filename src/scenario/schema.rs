//! The grammar for editors (JSON Schema 2020-12) and for readers (a Markdown reference), both from its one description.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::description::{Description, Field, Leaf};
use super::dist::{self, Parameter, VARIANTS};
use super::examples;
use super::grammar::Scenario;
use super::quantity::{self, Measure};
use super::sourced::SOURCE;
use super::table::Shape;
use super::wording::spaced;

/// The JSON Schema of a scenario file.
///
/// Keys that are required are required by the loader, not here: a file with `extends` may leave any of them out.
pub fn schema() -> Value {
    let mut defs = Map::new();
    let root = refer(&Scenario::describe(None), &mut defs);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of sameday",
        "$ref": root["$ref"],
        "$defs": defs,
    })
}

/// A schema for a place; named tables go into `defs` once.
fn refer(shape: &Description, defs: &mut Map<String, Value>) -> Value {
    match shape {
        Description::Table { name, .. } if *name == SOURCE && !defs.contains_key(SOURCE) => {
            let made = source(shape, defs);
            defs.insert(SOURCE.to_owned(), made);
            refer(shape, defs)
        }
        Description::Table { name, help, fields } => define(name, defs, |defs| {
            let properties: Map<String, Value> = fields.iter().map(|field| (field.key.to_owned(), property(field, defs))).collect();
            json!({ "type": "object", "description": help, "properties": properties, "additionalProperties": false })
        }),
        Description::OneOf { name, help, variants } => define(name, defs, |defs| {
            let one = |field: &Field, defs: &mut _| with(refer(&field.holds, defs), "description", json!(field.help));
            let properties: Map<String, Value> = variants.iter().map(|field| (field.key.to_owned(), one(field, defs))).collect();
            let short: Vec<&str> = variants.iter().filter(|variant| empty(&variant.holds)).map(|variant| variant.key).collect();
            let table = json!({ "type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1, "maxProperties": 1 });
            if short.is_empty() {
                with(table, "description", json!(help))
            } else {
                json!({ "description": help, "anyOf": [table, { "enum": short }] })
            }
        }),
        Description::Choice { name, help, words } => define(name, defs, |_| {
            let each: Vec<Value> = words.iter().map(|(word, help)| json!({ "const": word, "description": help })).collect();
            json!({ "description": help, "oneOf": each })
        }),
        Description::Keyed(holds) => {
            let each = refer(holds, defs);
            let file = matches!(&**holds, Description::Table { name: "Cluster", .. });
            let names = json!([{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]);
            let properties = if file {
                json!({ "file": { "anyOf": names, "description": FILE }, "sheet": { "type": "string", "description": SHEET } })
            } else {
                json!({})
            };
            json!({ "type": "object", "properties": properties, "additionalProperties": { "anyOf": [each, { "const": "none" }] } })
        }
        Description::List(holds) => json!({ "type": "array", "items": refer(holds, defs) }),
        Description::Leaf(leaf) => leaf_schema(leaf),
        Description::Distribution(leaf) => distribution(leaf, defs),
    }
}

/// What `clusters.file` is; a key of the table of clusters that is not a cluster.
const FILE: &str = "A CSV file of clusters, or a workbook (.xlsx, .xlsb, .xls or .ods), relative to this file: a column `cluster`, and columns named by paths within a cluster, such as `division`, `attributes.psrs_a_year`, `staff.court.PO`, `courts.magistrates.count`. Of a list of files, a later one adds to the rows of an earlier one, or changes them. Tables beside it change its rows.";

/// What `clusters.sheet` is, likewise.
const SHEET: &str = "The sheet of the workbook that `file` names; without it the one called `clusters`, or the first that is visible.";

/// A source may be words too, and a table of it says where numbers come from in one way at least.
fn source(shape: &Description, defs: &mut Map<String, Value>) -> Value {
    let Description::Table { help, fields, .. } = shape else { return Value::Null };
    let properties: Map<String, Value> = fields.iter().map(|field| (field.key.to_owned(), property(field, defs))).collect();
    let either = json!([{ "required": ["evidence"] }, { "required": ["assumption"] }]);
    let table = json!({ "type": "object", "properties": properties, "additionalProperties": false, "anyOf": either });
    json!({ "description": help, "anyOf": [{ "type": "string" }, table] })
}

fn empty(shape: &Description) -> bool {
    matches!(shape, Description::Table { fields, .. } if fields.is_empty())
}

fn define(name: &str, defs: &mut Map<String, Value>, make: impl FnOnce(&mut Map<String, Value>) -> Value) -> Value {
    if !defs.contains_key(name) {
        let made = make(defs);
        defs.insert(name.to_owned(), made);
    }
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn with(mut value: Value, key: &str, held: Value) -> Value {
    if let Value::Object(map) = &mut value {
        map.insert(key.to_owned(), held);
    }
    value
}

fn property(field: &Field, defs: &mut Map<String, Value>) -> Value {
    let mut help = field.help.to_owned();
    if let Some(bounds) = bounds_of(&field.holds) {
        help.push_str(&format!(" {bounds}."));
    }
    if field.required {
        help.push_str(" Required.");
    } else if !field.default.is_empty() {
        help.push_str(&format!(" Default: {}.", field.default));
    }
    let inner = refer(&field.holds, defs);
    let value = if field.required { inner } else { json!({ "anyOf": [inner, { "const": "none" }] }) };
    with(value, "description", json!(help))
}

fn leaf_schema(leaf: &Leaf) -> Value {
    if leaf.example == "true" {
        return json!({ "type": "boolean" });
    }
    let examples: Vec<Value> = leaf.example.split(" or ").filter_map(|example| serde_json::from_str(example).ok()).collect();
    let mut made = match (leaf.bare, leaf.whole) {
        (true, true) => json!({ "type": "integer" }),
        (true, false) => json!({ "type": ["number", "string"] }),
        _ => json!({ "type": "string" }),
    };
    if let (true, Some(bounds)) = (leaf.bare, leaf.bounds) {
        // A whole number without bounds of its own may be any that TOML holds.
        let unbounded = leaf.whole && bounds.most >= quantity::COUNT.bounds.most;
        let most = if unbounded { json!(super::leaves::LARGEST) } else { json!(bounds.most) };
        made = with(with(made, "minimum", json!(bounds.least)), "maximum", most);
    }
    with(made, "examples", json!(examples))
}

fn distribution(leaf: &Leaf, defs: &mut Map<String, Value>) -> Value {
    let name = format!("Distribution of {}", leaf.what.trim_start_matches("a ").trim_start_matches("number of "));
    let counts = leaf.unit != quantity::TIME.told.0;
    let amount = leaf_schema(leaf);
    let this = json!({ "$ref": format!("#/$defs/{}", name.replace(' ', "%20")) });
    define(&name, defs, |_| {
        let number = json!({ "type": "number", "minimum": 0 });
        let mut forms = Map::new();
        forms.insert("fixed".to_owned(), with(amount.clone(), "description", json!("Always the same.")));
        for variant in VARIANTS.iter().filter(|variant| counts || !variant.counts) {
            let of = |kind: Parameter| if kind == Parameter::Amount { amount.clone() } else { number.clone() };
            let properties: Map<String, Value> = variant.parameters.iter().map(|(key, kind)| ((*key).to_owned(), of(*kind))).collect();
            let made = json!({ "type": "object", "description": variant.help, "properties": properties, "additionalProperties": false });
            forms.insert(variant.key.to_owned(), made);
        }
        forms.insert(
            "empirical".to_owned(),
            json!({
                "type": "object", "description": "Values as observed, with weights if wanted; or a column of a CSV file.", "additionalProperties": false,
                "properties": {
                    "values": { "type": "array", "items": amount, "minItems": 1 }, "weights": { "type": "array", "items": number },
                    "file": { "type": "string" }, "column": { "type": "string" }, "sheet": { "type": "string" },
                },
            }),
        );
        let part = json!({ "type": "object", "properties": { "weight": number, "of": this }, "required": ["weight", "of"], "additionalProperties": false });
        forms.insert(
            "mixture".to_owned(),
            json!({
                "type": "object", "description": "One of several distributions, by weight.", "additionalProperties": false,
                "properties": { "parts": { "type": "array", "items": part } },
            }),
        );
        json!({ "anyOf": [amount, { "type": "object", "properties": forms, "additionalProperties": false, "minProperties": 1, "maxProperties": 1 }] })
    });
    json!({ "$ref": format!("#/$defs/{}", name.replace(' ', "%20")) })
}

/// The measure that a leaf was made from, where it has units of its own.
fn measure_of(leaf: &Leaf) -> Option<&'static Measure> {
    const ALL: [&Measure; 9] = [
        &quantity::TIME,
        &quantity::WORKING_DAYS,
        &quantity::SHARE,
        &quantity::POINTS,
        &quantity::FTE,
        &quantity::NUMBER,
        &quantity::COUNT,
        &quantity::COUNTED,
        &quantity::POUNDS,
    ];
    ALL.into_iter().find(|measure| measure.what == leaf.what).or((leaf.unit == quantity::TIME.told.0).then_some(&quantity::TIME))
}

/// "0 min to 10 h", where there are bounds.
fn bounds_of(shape: &Description) -> Option<String> {
    match shape {
        Description::Leaf(leaf) | Description::Distribution(leaf) if leaf.numeric => {
            let bounds = leaf.bounds?;
            let told = |value: f64| measure_of(leaf).map_or_else(|| value.to_string(), |measure| measure.told(value));
            Some(if bounds.most >= 1e12 {
                format!("{} or more", told(bounds.least))
            } else {
                format!("{} to {}", told(bounds.least), told(bounds.most))
            })
        }
        Description::Keyed(holds) | Description::List(holds) => bounds_of(holds),
        _ => None,
    }
}

/// Every key of a scenario, as Markdown.
pub fn reference() -> String {
    let mut tables: IndexMap<&'static str, Description> = IndexMap::new();
    gather(&Scenario::describe(None), &mut tables);
    let mut out = String::from(
        "# Every key of a scenario\n\nMade from the grammar itself by `sameday schema --reference`. Each example may be written below \
         `extends = \"minimal.toml\"` and run.\n",
    );
    for shape in tables.values() {
        match shape {
            Description::Table { name, help, fields } if !fields.is_empty() => {
                out.push_str(&format!(
                    "\n## {}\n\n{help}\n\n| key | holds | bounds | when left out | meaning |\n|---|---|---|---|---|\n",
                    title(name)
                ));
                fields.iter().for_each(|field| out.push_str(&row(field)));
                if *name == "Scenario" {
                    out.push_str(&format!("| `clusters.file` | text | | no file is read | {FILE} |\n"));
                    out.push_str(&format!("| `clusters.sheet` | text | | chosen by its name | {SHEET} |\n"));
                }
                out.push_str(&examples::shown(name));
            }
            Description::OneOf { name, help, variants } => {
                out.push_str(&format!(
                    "\n## {}\n\n{help} A table with exactly one of these keys.\n\n| key | holds | meaning |\n|---|---|---|\n",
                    title(name)
                ));
                variants
                    .iter()
                    .for_each(|field| out.push_str(&format!("| `{}` | {} | {} |\n", field.key, holds(&field.holds), field.help)));
            }
            Description::Choice { name, help, words } => {
                out.push_str(&format!("\n## {}\n\n{help}\n\n| word | meaning |\n|---|---|\n", title(name)));
                words.iter().for_each(|(word, help)| out.push_str(&format!("| `\"{word}\"` | {help} |\n")));
                out.push_str(&examples::shown(name));
            }
            _ => {}
        }
    }
    out.push_str(DISTRIBUTIONS);
    out.push_str("\n| name | parameters | meaning |\n|---|---|---|\n| `fixed` | the amount itself | Always the same. |\n");
    for variant in VARIANTS {
        let parameters: Vec<String> = variant.parameters.iter().map(|(key, _)| format!("`{key}`")).collect();
        let counts = if variant.counts { " Counts and working days only." } else { "" };
        out.push_str(&format!("| `{}` | {} | {}{counts} |\n", variant.key, parameters.join(", "), variant.help));
    }
    debug_assert!(dist::names(true).len() == VARIANTS.len() + 3);
    out.push_str(
        "| `empirical` | `values` and if wanted `weights`; or `file` and `column` | Values as observed, or a column of a CSV file. |\n",
    );
    out.push_str("| `mixture` | `parts`, each with `weight` and `of` | One of several distributions, by weight. |\n");
    out
}

const DISTRIBUTIONS: &str = "\n## Distributions\n\nWherever a distribution may stand, an amount alone is always that amount. Otherwise a table with one key, the \
name: `{ lognormal = { mean = \"60 min\", sd = \"20 min\" } }`. Means and standard deviations are the distribution's own.\n";

fn gather(shape: &Description, tables: &mut IndexMap<&'static str, Description>) {
    match shape {
        Description::Table { name, fields, .. } | Description::OneOf { name, variants: fields, .. } if !tables.contains_key(name) => {
            tables.insert(name, shape.clone());
            fields.iter().for_each(|field| gather(&field.holds, tables));
        }
        Description::Choice { name, .. } => drop(tables.entry(name).or_insert_with(|| shape.clone())),
        Description::Keyed(holds) | Description::List(holds) => gather(holds, tables),
        _ => {}
    }
}

fn title(name: &str) -> String {
    let words = spaced(name);
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn holds(shape: &Description) -> String {
    match shape {
        Description::Table { fields, .. } if fields.is_empty() => "`{}`".to_owned(),
        Description::Table { name, .. } if *name == SOURCE => "text in quotes, or [source ids](#source-ids)".to_owned(),
        Description::Table { name, .. } | Description::OneOf { name, .. } | Description::Choice { name, .. } => {
            format!("[{}](#{})", spaced(name), spaced(name).replace(' ', "-"))
        }
        Description::Keyed(below) => format!("names, each with {}", holds(below)),
        Description::List(below) => format!("a list of {}", holds(below)),
        Description::Leaf(leaf) => format!("{}: `{}`", leaf.what, leaf.example.replace(" or ", "` or `")),
        Description::Distribution(leaf) => {
            format!("[a distribution](#distributions), or {}: `{}`", leaf.what, leaf.example.replace(" or ", "` or `"))
        }
    }
}

fn row(field: &Field) -> String {
    let missing = match (field.required, field.default.as_str()) {
        (true, _) => "required".to_owned(),
        (false, "") => "its absence has a meaning".to_owned(),
        (false, "{}" | "[]") => "none".to_owned(),
        (false, default) => format!("`{default}`"),
    };
    let cell = |text: String| text.replace('|', "\\|");
    format!(
        "| `{}` | {} | {} | {} | {} |\n",
        field.key,
        cell(holds(&field.holds)),
        bounds_of(&field.holds).unwrap_or_default(),
        cell(missing),
        field.help
    )
}
