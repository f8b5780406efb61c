//! Names that look alike: what is typed is tidied where nobody can see the difference, and told where somebody may not.
//!
//! Spreadsheets and web pages put no-break spaces, zero-width marks and letters in two parts into what people copy. Two names that
//! differ in nothing else are one name. Two that differ in capitals, dashes or letters of another alphabet are two, and a warning.

use indexmap::IndexMap;
use unicode_normalization::UnicodeNormalization as _;

use super::description::Description;
use super::fault::Fault;
use super::toml_text::join_path;
use super::tree::{Node, Value};
use super::wording::one_of;

/// Whether a character is one that nobody sees and that moves no other.
const fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// A text with plain single spaces, without marks that nobody sees, its letters composed (NFC), and nothing around it.
pub fn tidy(text: &str) -> String {
    if text.is_ascii() && !text.contains("  ") && text.trim() == text {
        return text.to_owned();
    }
    let mut tidied = String::with_capacity(text.len());
    for c in text.nfc().filter(|c| !invisible(*c)) {
        match c {
            c if c.is_whitespace() && c != '\n' => {
                if !tidied.ends_with(' ') {
                    tidied.push(' ');
                }
            }
            c => tidied.push(c),
        }
    }
    tidied.trim().to_owned()
}

/// What two names that look alike have in common: compatibility forms (NFKC), no capitals, one dash, one apostrophe, Latin letters for
/// those of other alphabets that have the same shape.
pub fn likeness(name: &str) -> String {
    const LATIN: &[(char, char)] = &[
        ('а', 'a'),
        ('в', 'b'),
        ('с', 'c'),
        ('е', 'e'),
        ('н', 'h'),
        ('і', 'i'),
        ('ј', 'j'),
        ('к', 'k'),
        ('м', 'm'),
        ('о', 'o'),
        ('р', 'p'),
        ('ѕ', 's'),
        ('т', 't'),
        ('х', 'x'),
        ('у', 'y'),
        ('α', 'a'),
        ('β', 'b'),
        ('ε', 'e'),
        ('η', 'h'),
        ('ι', 'i'),
        ('κ', 'k'),
        ('μ', 'm'),
        ('ν', 'n'),
        ('ο', 'o'),
        ('ρ', 'p'),
        ('τ', 't'),
        ('υ', 'y'),
        ('χ', 'x'),
        ('ζ', 'z'),
    ];
    let one = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '_' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '`' | '\u{b4}' => '\'',
        c => LATIN.iter().find(|(other, _)| *other == c).map_or(c, |(_, latin)| *latin),
    };
    tidy(name).nfkc().flat_map(char::to_lowercase).map(one).filter(|c| *c != ' ').collect()
}

/// Warnings of names that look alike, of all that one kind of table is given, wherever in the scenario it stands.
pub fn alike(root: &Node, shape: &Description) -> Vec<Fault> {
    let mut seen = IndexMap::new();
    gather(root, shape, &mut Vec::new(), &mut String::new(), &mut seen);
    let mut warnings = Vec::new();
    for names in seen.into_values().filter(|names: &IndexMap<&str, Named<'_>>| names.len() > 1) {
        let (first, _) = names.first().expect("there are two");
        let (last, named) = names.last().expect("there are two");
        let all: Vec<&str> = names.keys().copied().collect();
        let fault = Fault::at(
            named.node.key,
            format!("these names look alike and count as different: {}", one_of(&all).replace(" or ", " and ")),
            format!("`{last}` is not `{first}`"),
        );
        warnings.push(Fault { path: named.path.clone(), ..fault.help("if they are one, write it in one way") });
    }
    warnings
}

struct Named<'a> {
    node: &'a Node,
    path: String,
}

/// Names by the kind of table that they stand in (its path, chosen names left out) and by what they look like.
type Seen<'a> = IndexMap<(String, String), IndexMap<&'a str, Named<'a>>>;

fn gather<'a>(node: &'a Node, shape: &Description, path: &mut Vec<&'a str>, kind: &mut String, seen: &mut Seen<'a>) {
    let Value::Table(table) = &node.value else { return };
    let keyed = matches!(shape, Description::Keyed(_));
    for (key, below) in table {
        let Some(deeper) = shape.under(key) else { continue };
        path.push(key);
        let length = kind.len();
        if keyed {
            seen.entry((kind.clone(), likeness(key)))
                .or_default()
                .entry(key)
                .or_insert_with(|| Named { node: below, path: join_path(&*path) });
            kind.push_str(".*");
        } else {
            kind.push('.');
            kind.push_str(key);
        }
        gather(below, deeper, path, kind, seen);
        kind.truncate(length);
        path.pop();
    }
}

/// Words that head a row of sums or means rather than of data, where they are all that a cell says or its last word.
const SUMS: &[&str] = &[
    "total",
    "totals",
    "subtotal",
    "subtotals",
    "sum",
    "average",
    "averages",
    "avg",
    "mean",
    "median",
    "minimum",
    "maximum",
    "overall",
    "all",
];

/// Whether a cell heads a row that sums up others: "Total", "Grand total:", "North East Total", "Average".
pub fn sums_up(cell: &str) -> bool {
    let plain = likeness_words(cell);
    let words: Vec<&str> = plain.split_whitespace().collect();
    match words.as_slice() {
        [] => false,
        [one] => SUMS.contains(one),
        ["sub" | "grand", "total" | "totals" | "sum", ..] | ["total" | "totals" | "sum" | "average" | "mean" | "median", ..] => true,
        [.., last] => matches!(*last, "total" | "totals" | "subtotal" | "average" | "mean" | "sum"),
    }
}

fn likeness_words(cell: &str) -> String {
    let plain = tidy(cell).nfkc().flat_map(char::to_lowercase).collect::<String>();
    plain.replace(|c: char| !c.is_alphanumeric(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_tidied() {
        for text in [
            "North town",
            "North\u{a0}town",
            " North  town ",
            "North\u{200b} town",
            "\u{feff}North\u{2009}town",
            "North\u{ad} town\u{200f}",
        ] {
            assert_eq!(tidy(text), "North town", "{text:?}");
        }
        assert_eq!(tidy("Ynys Mo\u{302}n"), "Ynys M\u{f4}n");
    }

    #[test]
    fn what_looks_alike_is_alike_and_what_does_not_is_not() {
        for (a, b) in [
            ("North town", "NORTH TOWN"),
            ("NE-01", "NE\u{2013}01"),
            ("NE-01", "NE\u{2212}01"),
            ("King\u{2019}s Lynn", "King's Lynn"),
            ("РО", "PO"),
            ("ＮＥ", "NE"),
            ("NE_01", "NE-01"),
        ] {
            assert_eq!(likeness(a), likeness(b), "{a} {b}");
        }
        for (a, b) in [("NE-01", "NE-02"), ("Northtown", "Southtown"), ("PO", "PSO")] {
            assert_ne!(likeness(a), likeness(b), "{a} {b}");
        }
    }

    #[test]
    fn rows_that_sum_up_are_told_from_places() {
        for text in [
            "Total",
            "TOTAL:",
            "Grand total",
            "Sub-total",
            "Subtotal",
            "Average",
            "Mean",
            "Sum",
            "Averages",
            "North East Total",
            "Total (NE)",
            "Mean of all",
            "Median",
            "All",
            "Sum of PSO",
            "\u{a0}Total",
        ] {
            assert!(sums_up(text), "{text}");
        }
        for text in ["Northtown", "Meanwood", "Summertown", "Allerton", "NE-01", "Totalton", "Sumner Court", ""] {
            assert!(!sums_up(text), "{text}");
        }
    }
}
