//! TOML into a tree that keeps every place; what is no TOML is told as a planner would have to mend it.

use toml::de::{DeTable, DeValue};

use super::fault::MOST_TOLD;
use super::scan::{self, DEEPEST, Slip};
use super::slips;
use super::tree::{Node, Place, Value, whole};

/// Bytes of a text beyond which the parser is not asked about one whose brackets or quotes are left open.
const LONG: usize = 1 << 18;

/// What is wrong with a text as TOML, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxFault {
    /// Where.
    pub place: Place,
    /// In words.
    pub message: String,
    /// How to mend it, where it is a slip that planners often make.
    pub help: Option<String>,
}

/// Reads TOML, keeping every place. `text` is the index that places will carry.
///
/// # Errors
/// Every syntax fault that the parser could tell apart, and nesting that is too deep.
pub fn parse(content: &str, text: usize) -> Result<Node, Vec<SyntaxFault>> {
    let told = |slip: Slip| {
        let (start, end) = slip.span;
        let help = (!slip.help.is_empty()).then_some(slip.help);
        SyntaxFault { place: Place { text, start, end }, message: slip.message, help }
    };
    // A few bytes of brackets and dotted keys can nest thousands deep, and a table is dropped recursively; and of a long text that is no
    // TOML the parser would gather a fault for every few bytes.
    let slips = scan::slips(content);
    if slips.iter().any(|slip| slip.deep) || (content.len() > LONG && !slips.is_empty()) {
        return Err(slips.into_iter().map(told).collect());
    }
    let (table, mut errors) = DeTable::parse_recoverable(content);
    let whole = |span: std::ops::Range<usize>| Place { text, start: span.start, end: span.end };
    // Who wrote the parser knows better: what it takes has no slips.
    let parsed = errors.is_empty();
    if !slips.is_empty() && !parsed {
        // What the parser makes of a line with a slip, and of all that follows one that goes on, is no other fault.
        let ends: Vec<usize> = content.match_indices('\n').map(|(at, _)| at).collect();
        let line = |at: usize| ends.partition_point(|end| *end < at);
        let lines: Vec<(usize, bool)> = slips.iter().map(|slip| (line(slip.span.0), slip.goes_on)).collect();
        let of_slip = |at: usize| lines.iter().any(|(own, goes_on)| *own == at || (*goes_on && at > *own));
        errors.retain(|error| error.span().is_some_and(|span| !of_slip(line(span.start))));
    }
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let help = |at: usize, span, message| if at < MOST_TOLD { slips::help(content, span, message) } else { None };
    let mut faults: Vec<SyntaxFault> = errors
        .iter()
        .enumerate()
        .map(|(at, error)| SyntaxFault {
            place: error.span().map_or(Place { text, ..Place::default() }, whole),
            message: syntax(error.message()),
            help: error.span().and_then(|span| help(at, span, error.message())),
        })
        .collect();
    faults.extend(slips.into_iter().filter(|_| !parsed).map(told));
    faults.sort_by_key(|fault| fault.place.start);
    let place = Place { text, start: 0, end: 0 };
    if faults.is_empty() {
        let value = from_table(table.get_ref(), text, 1, &mut faults);
        if faults.is_empty() {
            return Ok(Node::new(value, place));
        }
    }
    Err(faults)
}

/// The parser's words, in ours where a planner would stumble.
fn syntax(message: &str) -> String {
    match message {
        "recursion limit" => format!("tables or lists nested more than {DEEPEST} deep"),
        other => other.to_owned(),
    }
}

fn from_table(table: &DeTable<'_>, text: usize, depth: usize, faults: &mut Vec<SyntaxFault>) -> Value {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let place = |span: std::ops::Range<usize>| Place { text, start: span.start, end: span.end };
    let nodes = entries.into_iter().map(|(key, value)| {
        let at = place(value.span());
        let value = from_value(value.get_ref(), at, depth, faults);
        (key.get_ref().clone().into_owned(), Node { value, place: at, key: place(key.span()) })
    });
    Value::Table(nodes.collect())
}

fn from_value(value: &DeValue<'_>, at: Place, depth: usize, faults: &mut Vec<SyntaxFault>) -> Value {
    if depth >= DEEPEST {
        if faults.is_empty() {
            faults.push(SyntaxFault { place: at, message: format!("tables or lists nested more than {DEEPEST} deep"), help: None });
        }
        return Value::Bool(false);
    }
    match value {
        DeValue::String(string) => Value::Text(string.clone().into_owned()),
        DeValue::Integer(integer) => i128::from_str_radix(integer.as_str(), integer.radix()).map_or(Value::Number(f64::INFINITY), whole),
        DeValue::Float(float) => Value::Number(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(bool) => Value::Bool(*bool),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(list) => Value::List(
            list.iter()
                .map(|item| {
                    let span = item.span();
                    let place = Place { text: at.text, start: span.start, end: span.end };
                    Node::new(from_value(item.get_ref(), place, depth + 1, faults), place)
                })
                .collect(),
        ),
        DeValue::Table(table) => from_table(table, at.text, depth + 1, faults),
    }
}

/// Reads one TOML value that begins at byte `offset` of a text.
///
/// # Errors
/// The parser's words, when it is not TOML.
pub fn parse_value(content: &str, text: usize, offset: usize) -> Result<Node, SyntaxFault> {
    // As a document with one key, so that nesting is guarded as it is in a file.
    const BEFORE: &str = "v=";
    let shift = |place: Place| Place {
        text,
        start: (place.start + offset).saturating_sub(BEFORE.len()),
        end: (place.end + offset).saturating_sub(BEFORE.len()),
    };
    let mut node = parse(&format!("{BEFORE}{content}"), text).map_err(|faults| {
        let first = faults.into_iter().next().expect("a failure has a fault");
        SyntaxFault { place: shift(first.place), ..first }
    })?;
    let value = match &mut node.value {
        Value::Table(table) if table.len() == 1 => table.shift_remove("v"),
        _ => None,
    };
    let mut value =
        value.ok_or_else(|| SyntaxFault { place: shift(Place::default()), message: "one value is wanted".to_owned(), help: None })?;
    value.each_place(&shift);
    Ok(value)
}

impl Node {
    /// Moves every place within it.
    fn each_place(&mut self, shift: &dyn Fn(Place) -> Place) {
        self.place = shift(self.place);
        self.key = shift(self.key);
        match &mut self.value {
            Value::Table(table) => table.values_mut().for_each(|node| node.each_place(shift)),
            Value::List(list) => list.iter_mut().for_each(|node| node.each_place(shift)),
            _ => {}
        }
    }
}
