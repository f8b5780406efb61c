//! Numbers with units, as people write them: "45 min", "10 %", "£32", "1,037".
//!
//! A [`Measure`] knows the units of one kind of quantity. It reads a text into the canonical number and
//! shows a canonical number so that reading it again gives the same bits.

use super::description::{Bounds, Leaf};
use super::fault::Fault;
use super::reading::Reading;
use super::toml_text::{inline, number_text};
use super::tree::{Node, Value};

/// A unit: its names, and its size in the canonical unit as a multiplication and a division.
#[derive(Debug)]
pub struct Unit {
    /// Names, the one to show first.
    pub names: &'static [&'static str],
    /// Multiplied by this,
    pub times: f64,
    /// and divided by this (0.1 is a tenth exactly only as 10 / 100).
    pub over: f64,
}

impl Unit {
    /// A number of this unit, as text.
    fn with(&self, number: f64) -> String {
        match self.names {
            ["£", ..] => format!("£{}", number_text(number)),
            [many, one, ..] if number == 1.0 && many.strip_suffix('s') == Some(one) => format!("1 {one}"),
            [name, ..] => format!("{} {name}", number_text(number)),
            [] => number_text(number),
        }
    }
}

/// A kind of quantity.
#[derive(Debug)]
pub struct Measure {
    /// In words: "a length of time".
    pub what: &'static str,
    /// As it is written.
    pub example: &'static str,
    /// What its units are units of: "time".
    pub of: &'static str,
    /// Its units, largest first.
    pub units: &'static [Unit],
    /// Whether a number without a unit will do (it is then canonical).
    pub bare: bool,
    /// Whether only whole numbers will do.
    pub whole: bool,
    /// Whether thousands may have commas: only where thousands are to be expected, and `1,250` can hardly be meant as 1.25.
    pub commas: bool,
    /// The unit that bounds and levers are told in, and its size.
    pub told: (&'static str, f64),
    /// Bounds where the grammar gives none.
    pub bounds: Bounds,
}

const fn unit(names: &'static [&'static str], times: f64, over: f64) -> Unit {
    Unit { names, times, over }
}

/// Clock time, in seconds.
pub const TIME: Measure = Measure {
    what: "a length of time",
    example: "\"45 min\"",
    of: "time",
    units: &[
        unit(&["weeks", "week", "w"], 604_800.0, 1.0),
        unit(&["days", "day", "d"], 86_400.0, 1.0),
        unit(&["h", "hours", "hour", "hr", "hrs"], 3600.0, 1.0),
        unit(&["min", "minutes", "minute", "mins", "m"], 60.0, 1.0),
        unit(&["s", "seconds", "second", "sec", "secs"], 1.0, 1.0),
    ],
    bare: false,
    whole: false,
    commas: false,
    told: ("min", 60.0),
    bounds: Bounds { least: 0.0, most: 1.9e9 },
};

/// Working days.
pub const WORKING_DAYS: Measure = Measure {
    what: "a number of working days",
    example: "\"5 working days\"",
    of: "working days",
    units: &[unit(&["working days", "working day", "days", "day"], 1.0, 1.0)],
    bare: false,
    whole: false,
    commas: false,
    told: ("working days", 1.0),
    bounds: Bounds { least: 0.0, most: 10_000.0 },
};

/// Shares of a whole.
pub const SHARE: Measure = Measure {
    what: "a share",
    example: "\"10 %\" or 0.10",
    of: "shares",
    units: &[unit(&["%", "per cent", "percent"], 1.0, 100.0)],
    bare: true,
    whole: false,
    commas: false,
    told: ("", 1.0),
    bounds: Bounds { least: 0.0, most: 1.0 },
};

/// Percentage points.
pub const POINTS: Measure = Measure {
    what: "a number of percentage points",
    example: "\"0.2 points\"",
    of: "percentage points",
    units: &[unit(&["points", "point", "percentage points", "percentage point"], 1.0, 100.0)],
    bare: false,
    whole: false,
    commas: false,
    told: ("points", 0.01),
    bounds: Bounds { least: 0.0, most: 1.0 },
};

/// Full-time equivalents.
pub const FTE: Measure = Measure {
    what: "a number of full-time equivalents",
    example: "4.2 or \"4.2 FTE\"",
    of: "staff",
    units: &[unit(&["FTE", "fte"], 1.0, 1.0)],
    bare: true,
    whole: false,
    commas: false,
    told: ("FTE", 1.0),
    bounds: Bounds { least: 0.0, most: 100_000.0 },
};

/// Plain numbers.
pub const NUMBER: Measure = Measure {
    what: "a plain number",
    example: "1.2",
    of: "plain numbers",
    units: &[],
    bare: true,
    whole: false,
    commas: true,
    told: ("", 1.0),
    bounds: Bounds { least: 0.0, most: 1e12 },
};

/// Whole numbers.
pub const COUNT: Measure = Measure {
    what: "a whole number",
    example: "3",
    of: "counts",
    units: &[],
    bare: true,
    whole: true,
    commas: true,
    told: ("", 1.0),
    // Beyond 2^53 a number is no longer told apart from its neighbour here; whole numbers without bounds go round it (`leaves.rs`).
    bounds: Bounds { least: 0.0, most: 9_007_199_254_740_992.0 },
};

/// Numbers that happen to be counted: parameters of distributions over counts.
pub const COUNTED: Measure = Measure { whole: false, what: "a number", example: "12", bounds: Bounds { least: 0.0, most: 1e6 }, ..COUNT };

/// Pounds sterling.
pub const POUNDS: Measure = Measure {
    what: "an amount of money",
    example: "\"£32\" or 32",
    of: "money",
    units: &[unit(&["£", "pounds", "pound", "GBP"], 1.0, 1.0)],
    bare: true,
    whole: false,
    commas: true,
    told: ("pounds", 1.0),
    bounds: Bounds { least: 0.0, most: 1e12 },
};

/// Why a text is not a quantity.
#[derive(Debug, PartialEq)]
pub enum Wrong {
    /// It does not begin with a number.
    NotANumber,
    /// The number stands alone.
    NoUnit(f64),
    /// The unit is not one of this measure.
    OtherUnit(String),
    /// It may be one of two numbers, or a number written in a way that is not read; what to write instead.
    Asked(String),
}

/// A number and the text after it; a pound sign before it counts as after it.
pub fn split(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let (sign_of_money, text) = match text.strip_prefix('£') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let exponent =
            matches!(c, 'e' | 'E') && text[at + 1..].starts_with(|next: char| next.is_ascii_digit() || next == '-' || next == '+');
        let signed = matches!(c, '+' | '-' | '−') && (at == 0 || text[..at].ends_with(['e', 'E']));
        if !(c.is_ascii_digit() || matches!(c, '.' | ',' | '_') || exponent && end > 0 || signed) {
            break;
        }
        end = at + c.len_utf8();
    }
    let digits = text[..end].replace('−', "-");
    let digits = if digits.contains(',') { thousands(&digits)? } else { digits };
    let rest = text[end..].trim();
    let rest = match (sign_of_money, rest) {
        (true, "") => "£".to_owned(),
        (true, other) => format!("£ {other}"),
        (false, other) => other.to_owned(),
    };
    Some((digits.replace('_', "").parse().ok()?, rest))
}

/// `1,037.5` without its comma; `None` when a comma is not one of thousands (a decimal comma, say).
fn thousands(digits: &str) -> Option<String> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let unsigned = whole.trim_start_matches(['-', '+']);
    let mut groups = unsigned.split(',');
    let first = groups.next().unwrap_or_default();
    let plain = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let begins = (1..=3).contains(&first.len()) && !first.starts_with('0') && plain(first);
    let right = begins && groups.all(|group| group.len() == 3 && plain(group)) && plain(part);
    right.then(|| digits.replace(',', ""))
}

/// What to write instead of a number that is written in a way that other programs and other countries have: a sentence, or `None` where it
/// is nothing of the kind.
fn asked(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('£').trim();
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | ' ' | '-' | '+' | '−' | '_');
    let end = text.find(|c| !number(c)).unwrap_or(text.len());
    let (typed, rest) = (text[..end].trim_end(), text[end..].trim());
    if text.chars().any(|c| c.is_numeric() && !c.is_ascii_digit()) {
        return Some("write the number in the figures 0 to 9, a half as 0.5".to_owned());
    }
    if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'))
        && split(inner).is_some()
    {
        return Some(format!("brackets are not read as a minus: write `-{}` if it is below nought", inner.trim()));
    }
    if let Some(digits) = typed.strip_suffix(['-', '−'])
        && split(digits).is_some()
    {
        return Some(format!("a minus stands before its number: write `-{}`", digits.trim()));
    }
    let mended = |digits: String| if rest.is_empty() { format!("`{digits}`") } else { format!("`{digits} {rest}`") };
    let plain: String = typed.chars().filter(char::is_ascii_digit).collect();
    if plain.is_empty() {
        return None;
    }
    let commas = typed.matches(',').count();
    match (commas, typed.rfind(','), typed.rfind('.')) {
        (1, Some(comma), dot) if dot.is_none_or(|dot| dot < comma) => {
            let decimal: String = typed
                .char_indices()
                .filter(|(at, c)| *at == comma || c.is_ascii_digit() || *at == 0 && *c == '-')
                .map(|(_, c)| if c == ',' { '.' } else { c })
                .collect();
            let whole = dot.is_none().then(|| typed.replace(',', ""));
            let doubt = thousands(typed).is_some() && dot.is_none();
            Some(match (doubt, whole) {
                (true, Some(whole)) => {
                    format!("it may be {} or {}: write the one that is meant, without a comma", mended(whole), mended(decimal))
                }
                _ => format!("decimals have a point, not a comma: write {}", mended(decimal)),
            })
        }
        (1.., ..) => Some(format!("write the number without commas, decimals after a point, such as {}", mended(plain))),
        _ if typed.contains([' ', '\'', '’']) => {
            let joined: String = typed.chars().filter(|c| !matches!(c, ' ' | '\'' | '’')).collect();
            Some(format!("figures stand together: write {}", mended(joined)))
        }
        _ => None,
    }
}

impl Measure {
    /// Reads a text into the canonical number.
    ///
    /// # Errors
    /// When it is not a number with a unit of this measure.
    pub fn parse(&self, text: &str) -> Result<f64, Wrong> {
        let (number, unit) = split(text).ok_or_else(|| asked(text).map_or(Wrong::NotANumber, Wrong::Asked))?;
        let figures = text.trim_start_matches(['£', ' ']).split(|c: char| c.is_alphabetic() || c == '%').next().unwrap_or_default();
        if figures.contains(',') && !self.commas || unit.starts_with(|c: char| c.is_numeric() || matches!(c, '\'' | '’' | '-' | '−')) {
            return Err(asked(text).map_or(Wrong::NotANumber, Wrong::Asked));
        }
        if unit.is_empty() {
            return if self.bare { Ok(number) } else { Err(Wrong::NoUnit(number)) };
        }
        let known = self.units.iter().find(|known| known.names.contains(&unit.as_str()));
        let known = known.or_else(|| self.units.iter().find(|known| known.names.iter().any(|name| name.eq_ignore_ascii_case(&unit))));
        known.map(|known| number * known.times / known.over).ok_or(Wrong::OtherUnit(unit))
    }

    /// A canonical number as text: in its largest fitting unit, and read back to the same bits.
    pub fn show(&self, value: f64) -> String {
        let mut shown: Vec<(bool, String)> = Vec::new();
        for unit in self.units {
            let near = value * unit.over / unit.times;
            let tidy = (near * 1e9).round() / 1e9;
            for number in [tidy, near, near.next_up(), near.next_down()] {
                if number * unit.times / unit.over == value {
                    shown.push((near.abs() >= 1.0, unit.with(number)));
                    break;
                }
            }
        }
        let short = |text: &&(bool, String)| text.0 && text.1.split(' ').next().is_some_and(|number| number.len() <= 5);
        match shown.iter().find(short).or_else(|| shown.iter().min_by_key(|(_, text)| text.len())) {
            Some((_, text)) if value != 0.0 || self.units.len() == 1 => text.clone(),
            _ if value == 0.0 && self.units.len() > 1 => format!("0 {}", self.told.0),
            _ => number_text(value),
        }
    }

    /// A bound, for a person: in its largest fitting unit, to six figures.
    pub fn told(&self, value: f64) -> String {
        match self.units.iter().find(|unit| value * unit.over / unit.times >= 1.0) {
            Some(unit) if number_text(value * unit.over / unit.times).len() > 5 => {
                let number = (value * unit.over / unit.times * 100.0).floor() / 100.0;
                let number = if number >= 1000.0 { number.floor() } else { number };
                unit.with(number)
            }
            _ => self.show(value),
        }
    }

    /// As a scenario's value.
    pub fn write(&self, value: f64) -> Value {
        // Shares and FTE are written bare: it is shorter, and exact.
        if self.bare { Value::Number(value) } else { Value::Text(self.show(value)) }
    }

    /// The leaf that describes it.
    pub fn leaf(&self, bounds: Option<Bounds>) -> Leaf {
        Leaf {
            what: self.what,
            example: self.example,
            unit: self.told.0,
            scale: self.told.1,
            bounds: Some(bounds.unwrap_or(self.bounds)),
            numeric: true,
            bare: self.bare,
            whole: self.whole,
        }
    }

    /// "a length of time between 0 min and 10 h, such as "45 min"".
    pub fn wanted(&self, bounds: Option<Bounds>) -> String {
        let Bounds { least, most } = bounds.unwrap_or(self.bounds);
        let upto = if most >= 1e12 { " or more".to_owned() } else { format!(" to {}", self.told(most)) };
        // An example that the bounds rule out would send the reader round in a circle.
        let fits = |part: &str| self.parse(part.trim_matches('"')).is_ok_and(|example| (least..=most).contains(&example));
        let allowed = self.example.split(" or ").any(fits);
        let example = if allowed { self.example.to_owned() } else { inline(&self.write(least)) };
        format!("{}, {}{upto}, such as {example}", self.what, self.told(least))
    }

    /// Reads a node; notes a fault if it is not a number of this measure within the bounds.
    pub fn read(&self, node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<f64> {
        let wrong = |cx: &mut Reading, found: String, help: Option<String>| {
            let fault = Fault::at(node.place, format!("{} wants {}", cx.here(), self.wanted(bounds)), found);
            cx.fault(match help {
                Some(help) => fault.help(help),
                None => fault,
            });
            None
        };
        let value = match &node.value {
            Value::Whole(number) if self.bare => *number as f64,
            Value::Number(number) if self.bare || !number.is_finite() => *number,
            Value::Number(number) => return wrong(cx, "found a number without a unit".to_owned(), self.with_unit(*number, bounds)),
            Value::Text(text) => match self.parse(text) {
                Ok(value) => value,
                Err(Wrong::NoUnit(number)) => {
                    return wrong(cx, format!("found {}, without a unit", node.found()), self.with_unit(number, bounds));
                }
                Err(Wrong::NotANumber) => return wrong(cx, format!("found {}", node.found()), None),
                Err(Wrong::Asked(help)) => {
                    return wrong(cx, format!("found {}, which is not one number beyond doubt", node.found()), Some(help));
                }
                Err(Wrong::OtherUnit(unit)) => {
                    let names: Vec<&str> = self.units.iter().flat_map(|unit| unit.names.iter().copied()).collect();
                    let meant = super::wording::nearest(&unit, names.iter().copied().filter(|name| name.len() > 2));
                    let help = meant.map(|name| format!("did you mean `{name}`?"));
                    let known: Vec<&str> = self.units.iter().filter_map(|unit| unit.names.first().copied()).collect();
                    let help = help.or_else(|| (!known.is_empty()).then(|| format!("it may be in {}", super::wording::one_of(&known))));
                    return wrong(cx, format!("found {}: `{}` is not a unit of {}", node.found(), unit, self.of), help);
                }
            },
            _ => return wrong(cx, format!("found {}", node.found()), None),
        };
        let Bounds { least, most } = bounds.unwrap_or(self.bounds);
        if !value.is_finite() {
            return wrong(cx, format!("found {}, which is not a finite number", node.found()), None);
        }
        // A bound told in another unit and typed back may miss itself by a rounding.
        let near = |bound: f64| (value - bound).abs() <= bound.abs() * 1e-12;
        let value = if near(least) {
            least
        } else if near(most) {
            most
        } else {
            value
        };
        if value < least || value > most {
            let side = if value < least { "too small" } else { "too large" };
            let percent = (self.what == SHARE.what && (1.0..=100.0).contains(&value))
                .then(|| format!("write `\"{value} %\"` for {value} in a hundred"));
            return wrong(cx, format!("found {}, which is {side}", node.found()), percent);
        }
        if self.whole && value.fract() != 0.0 {
            return wrong(cx, format!("found {}, which is not whole", node.found()), None);
        }
        // A zero that was typed as -0 would be written differently from 0.
        Some(value + 0.0)
    }

    /// How a number is written with a unit: the one to show, or the first with which the bounds allow the number.
    fn with_unit(&self, number: f64, bounds: Option<Bounds>) -> Option<String> {
        let Bounds { least, most } = bounds.unwrap_or(self.bounds);
        let names = std::iter::once(self.told.0).chain(self.units.iter().filter_map(|unit| unit.names.first().copied()));
        let mut written = names.map(|name| format!("{number} {name}"));
        let allowed = written.find(|text| self.parse(text).is_ok_and(|value| (least..=most).contains(&value)));
        Some(allowed.map_or_else(|| "write it with its unit".to_owned(), |text| format!("write it with its unit, such as `\"{text}\"`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_commas_where_they_can_be_nothing_else() {
        for (text, number) in [
            ("1,037", 1037.0),
            ("12,345.5", 12_345.5),
            ("1,234,567", 1_234_567.0),
            ("-1,037", -1037.0),
            ("1e3", 1000.0),
            ("£32", 32.0),
            ("£1,250", 1250.0),
        ] {
            assert_eq!(POUNDS.parse(text), Ok(number), "{text}");
        }
        for text in ["0,500", ",500", "01,500", "1234,567", "1,23", "1,2345", "1.234,5", "1,037,5", "1,,037", "1,037,"] {
            assert!(matches!(POUNDS.parse(text), Err(Wrong::Asked(_) | Wrong::NotANumber)), "{text}: {:?}", POUNDS.parse(text));
        }
    }

    #[test]
    fn a_number_that_may_be_another_is_asked_for_with_what_to_write() {
        let help = |measure: &Measure, text: &str| match measure.parse(text) {
            Err(Wrong::Asked(help)) => help,
            other => panic!("{text}: {other:?}"),
        };
        for (text, words) in [
            ("0,500", "write `0.500`"),
            ("0,5", "write `0.5`"),
            ("1,250", "may be `1250` or `1.250`"),
            ("1.234,5", "write `1234.5`"),
            ("1 234", "write `1234`"),
            ("1'234", "write `1234`"),
            ("½", "a half as 0.5"),
            ("1½", "a half as 0.5"),
            ("１０", "figures 0 to 9"),
            ("5-", "write `-5`"),
            ("(5)", "write `-5`"),
        ] {
            let help = help(&FTE, text);
            assert!(help.contains(words), "{text}: {help}");
        }
        assert!(help(&TIME, "1,5 h").contains("write `1.5 h`"));
        assert!(help(&SHARE, "10,5 %").contains("write `10.5 %`"));
        assert_eq!(FTE.parse("10%"), Err(Wrong::OtherUnit("%".to_owned())));
        assert_eq!(FTE.parse("£"), Err(Wrong::NotANumber));
        assert_eq!(FTE.parse("inf"), Err(Wrong::NotANumber));
    }
}
