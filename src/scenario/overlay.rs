//! How one scenario changes another, key by key, at any depth.
//!
//! Tables merge and anything else replaces. A table with exactly one of several keys (a distribution, `arrivals`,
//! `does`, `due`) merges when both name the same one, and is replaced when they do not. `key = "none"` takes a key
//! away. What is a table of which sort is asked of the grammar's description, never guessed.

use super::description::Description;
use super::fault::{Fault, MOST_TOLD};
use super::reading::Reading;
use super::sourced::SOURCE;
use super::toml_text::join_path;
use super::tree::{Node, Place, Table, Value, shorten};
use super::wording::nearest;

/// The most pairs of names that are compared for a slip.
const MOST_COMPARED: usize = 250_000;

/// Lays `over` on `base`, both tables of the shape `shape`.
pub fn overlay(base: &mut Table, over: &Table, shape: Option<&Description>, cx: &mut Reading) {
    for (key, node) in over {
        cx.at(key, |cx| {
            lay(base, key, node, shape, cx);
            Some(())
        });
    }
}

fn lay(base: &mut Table, key: &str, node: &Node, shape: Option<&Description>, cx: &mut Reading) {
    let holds = shape.and_then(|shape| shape.under(key));
    if node.text() == Some("none") && !is_word(holds, "none") {
        match shape {
            Some(Description::Keyed(_)) => return drop(base.shift_remove(key)),
            Some(Description::Table { fields, .. }) => match fields.iter().find(|field| field.key == key) {
                Some(field) if field.required => {
                    let fault = Fault::at(
                        node.place,
                        format!("{} cannot be \"none\"", cx.here()),
                        "this key is required, so it cannot be taken away",
                    );
                    return cx.fault(fault);
                }
                Some(_) => return drop(base.shift_remove(key)),
                None => {}
            },
            _ => {}
        }
    }
    let Value::Table(over) = &node.value else {
        base.insert(key.to_owned(), node.clone());
        return;
    };
    let kept = match (base.get_mut(key), holds) {
        // Another source is not the one before with a key changed: what it does not say it does not have.
        (Some(_), Some(Description::Table { name, .. })) if *name == SOURCE => None,
        (Some(Node { value: Value::Table(below), .. }), Some(Description::Table { .. } | Description::Keyed(_))) => Some(below),
        (Some(Node { value: Value::Table(below), .. }), Some(Description::OneOf { .. } | Description::Distribution(_)))
            if below.len() == 1 && over.len() == 1 && below.keys().eq(over.keys()) =>
        {
            Some(below)
        }
        // Within a distribution the description says no more: its parameters merge like any table's.
        (Some(Node { value: Value::Table(below), .. }), None) => Some(below),
        _ => None,
    };
    match kept {
        Some(below) => overlay(below, over, holds, cx),
        None => {
            let mut fresh = Table::new();
            overlay(&mut fresh, over, holds, cx);
            base.insert(key.to_owned(), Node { value: Value::Table(fresh), place: node.place, key: node.key });
        }
    }
}

fn is_word(holds: Option<&Description>, word: &str) -> bool {
    matches!(holds, Some(Description::Choice { words, .. }) if words.iter().any(|(known, _)| *known == word))
}

/// Puts a value at the end of a path, as an overlay of a few lines would.
pub fn set(root: &mut Node, shape: &Description, path: &[(String, Place)], value: Node, cx: &mut Reading) {
    let Some(((key, place), rest)) = path.split_first() else { return };
    // A number in a path counts the items of a list; an overlay could only replace the list whole.
    if let Value::List(list) = &mut root.value {
        let length = list.len();
        let Some(item) = key.parse::<usize>().ok().and_then(|at| list.get_mut(at)) else {
            return cx.fault(Fault::at(
                *place,
                format!("{} is a list of {length}", cx.here()),
                format!("`{key}` is not the number of one, from 0"),
            ));
        };
        if rest.is_empty() {
            *item = value;
        } else {
            set(item, shape.under(key).unwrap_or(shape), rest, value, cx);
        }
        return;
    }
    if let (Value::Table(table), false) = (&mut root.value, rest.is_empty())
        && let Some(next) = table.get_mut(key)
    {
        let deeper = shape.under(key).or(matches!(shape, Description::Distribution(_)).then_some(shape));
        let opens = matches!((&next.value, deeper), (Value::Table(_) | Value::List(_), Some(below)) if descends(next, below, rest));
        if let (true, Some(below)) = (opens, deeper) {
            cx.at(key, |cx| {
                set(next, below, rest, value, cx);
                Some(())
            });
            return;
        }
    }
    if let (Value::Table(table), Value::Table(new), true) = (&root.value, &value.value, rest.is_empty())
        && new.is_empty()
        && table.get(key).is_some_and(|old| matches!(&old.value, Value::Table(old) if !old.is_empty()))
    {
        let found = Fault::at(value.place, format!("`{key}` is a table with keys of its own"), "an empty one changes none of them");
        return cx.fault(found.help("name the key that is to change"));
    }
    let over = nest(path, value);
    if let Value::Table(table) = &mut root.value {
        overlay(table, &over, Some(shape), cx);
    } else {
        root.value = Value::Table(over);
    }
}

/// A value at the end of a path, as the tables that a file would write for it.
pub fn nest(path: &[(String, Place)], mut value: Node) -> Table {
    let Some(((first, place), rest)) = path.split_first() else { return Table::new() };
    for (key, place) in rest.iter().rev() {
        value.key = *place;
        value = Node::new(Value::Table(Table::from_iter([(key.clone(), value)])), *place);
    }
    value.key = *place;
    Table::from_iter([(first.clone(), value)])
}

/// Names that `over` goes through with a dotted path and that are not there, where one that is there is near: should what they
/// make not be complete, the name is what is wrong with it.
pub fn strangers(base: &Table, over: &Table, shape: &Description, path: &mut Vec<String>, found: &mut Vec<Fault>) {
    // Nobody has mistyped so many names, and each would be compared with all.
    let few = base.len().saturating_mul(over.len()) <= MOST_COMPARED;
    for (key, node) in over {
        let Value::Table(held) = &node.value else { continue };
        let parent = join_path(&*path);
        path.push(key.clone());
        match (base.get(key).map(|below| &below.value), shape.under(key)) {
            (Some(Value::Table(below)), Some(deeper)) => strangers(below, held, deeper, path, found),
            (None, Some(_)) if held.len() == 1 && matches!(shape, Description::Keyed(_)) => {
                if let Some(near) = nearest(key, base.keys().map(String::as_str).filter(|_| few && found.len() < MOST_TOLD)) {
                    let wanted = format!("there is no `{}` under `{parent}`", shorten(key));
                    let fault = Fault::at(node.key, wanted, "unknown name").help(format!("did you mean `{near}`?"));
                    let whole = format!("to add one, write it whole: {} = {{ … }}", join_path(&*path));
                    found.push(Fault { path: join_path(&*path), ..fault.help(whole) });
                }
            }
            _ => {}
        }
        path.pop();
    }
}

/// Whether a path goes on within what stands there, rather than naming another variant in its place.
fn descends(next: &Node, below: &Description, rest: &[(String, Place)]) -> bool {
    match below {
        Description::OneOf { .. } => rest.first().is_some_and(|(key, _)| next.get(key).is_some()),
        Description::Distribution(_) => {
            let name = rest.first().map(|(key, _)| key.as_str()).unwrap_or_default();
            next.get(name).is_some() || !super::dist::names(true).contains(&name)
        }
        _ => true,
    }
}
