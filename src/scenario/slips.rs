//! Slips that planners make in TOML, and how each is mended: the parser's words are those of its grammar.

use std::ops::Range;

/// How to mend what is wrong at a span of a text; `None` where it is no slip that is known.
pub(super) fn help(content: &str, span: Range<usize>, message: &str) -> Option<String> {
    if message == "duplicate key" {
        return first_of(content, span);
    }
    let (before, typed) = around(content, span.start)?;
    // Neither a key nor a table's head is a value.
    let value = before.trim_end().ends_with(['=', '[', ',']) && !before.trim_start().starts_with('[');
    if !value {
        return None;
    }
    number(typed).or_else(|| date(typed)).or_else(|| text(content.get(span.clone()).filter(|found| !found.is_empty()).unwrap_or(typed)))
}

/// The run of letters, digits and marks about a place, and what stands before it on its line.
fn around(content: &str, at: usize) -> Option<(&str, &str)> {
    let part = |c: char| c.is_alphanumeric() || ".,/%+-_:£“”".contains(c);
    let line = content.get(..at)?.rfind('\n').map_or(0, |before| before + 1);
    let (left, right) = (content.get(line..at)?, content.get(at..)?);
    let start = line + left.rfind(|c| !part(c)).map_or(0, |before| before + left[before..].chars().next().map_or(1, char::len_utf8));
    let end = at + right.find(|c| !part(c)).unwrap_or(right.len());
    let typed = content.get(start..end)?.trim_end_matches(',');
    (!typed.is_empty()).then_some((content.get(line..start)?, typed))
}

/// A number as other programs, and other countries, write it.
fn number(typed: &str) -> Option<String> {
    let (sign, digits) = typed.strip_prefix('-').map_or(("", typed.trim_start_matches('+')), |rest| ("-", rest));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(rest) = digits.strip_prefix('.').filter(|rest| all(rest)) {
        return Some(format!("a number begins with a digit: write `{sign}0.{rest}`"));
    }
    if let Some(whole) = digits.strip_suffix('.').filter(|whole| all(whole)) {
        return Some(format!("a number ends with a digit: write `{sign}{whole}`"));
    }
    if let Some((whole, rest)) = digits.split_once(',').filter(|(whole, rest)| all(whole) && all(rest)) {
        return Some(if rest.len() == 3 && whole != "0" {
            format!("thousands have no comma: write `{sign}{whole}{rest}`")
        } else {
            format!("decimals have a point, not a comma: write `{sign}{whole}.{rest}`")
        });
    }
    if let Some(share) = digits.strip_suffix('%').filter(|share| share.parse::<f64>().is_ok()) {
        return Some(format!("a number with its unit stands in quotes: write `\"{sign}{share} %\"`"));
    }
    let bare = digits.trim_start_matches('0');
    (all(digits) && digits.len() > bare.len() && !bare.is_empty())
        .then(|| format!("a number has no noughts before it: write `{sign}{bare}`"))
}

/// A date as people write it: the day first, or without its noughts.
fn date(typed: &str) -> Option<String> {
    let parts: Vec<&str> = typed.split(['/', '.', '-']).collect();
    let numbers: Vec<u32> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (year, month, day) = match (numbers.as_slice(), parts.as_slice()) {
        ([day, month, year], [.., last]) if last.len() == 4 => (*year, *month, *day),
        ([year, month, day], [first, ..]) if first.len() == 4 => (*year, *month, *day),
        _ => return None,
    };
    let example = if (1..=12).contains(&month) && (1..=31).contains(&day) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        "2015-04-01".to_owned()
    };
    Some(format!("dates are written year, month, day: `{example}`"))
}

/// Text without its quotes, or in those of a word processor.
fn text(found: &str) -> Option<String> {
    let bare = found.trim().trim_matches(['“', '”', '‘', '’']);
    if bare.contains(['"', '\'', '\n', '\\']) || bare.is_empty() {
        return None;
    }
    if bare.len() < found.trim().len() {
        return Some(format!("quotes are straight: write `\"{bare}\"`"));
    }
    let word = bare.starts_with(char::is_alphanumeric) && bare.chars().any(char::is_alphabetic);
    word.then(|| format!("text, and a number with its unit, stands in quotes: write `\"{bare}\"`"))
}

/// Where a key, or a table's head, that is there twice was written first.
fn first_of(content: &str, span: Range<usize>) -> Option<String> {
    let key = content.get(span.clone())?.trim();
    let number = |at: usize| content[..at].matches('\n').count() + 1;
    let mut lines = Vec::new();
    let mut from = 0;
    for line in content.split_inclusive('\n') {
        lines.push((from, line.trim()));
        from += line.len();
    }
    let own = lines.iter().rposition(|(from, _)| *from <= span.start)?;
    let is_head = |line: &str| line.starts_with('[');
    let first = if is_head(lines[own].1) {
        // The same head, however it is spaced.
        let plain = |line: &str| line.split('#').next().unwrap_or_default().replace(' ', "");
        lines[..own].iter().find(|(_, line)| is_head(line) && plain(line) == plain(lines[own].1))?
    } else {
        let section = lines[..own].iter().rposition(|(_, line)| is_head(line)).map_or(0, |head| head + 1);
        let same = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', '.']));
        lines[section..own].iter().find(|(_, line)| same(line))?
    };
    Some(format!("`{key}` is there already, in line {}: one of the two must go", number(first.0)))
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;

    /// The help for what is wrong with a text, if there is any.
    fn told(content: &str) -> Vec<Option<String>> {
        parse(content, 0).expect_err("this is not TOML").into_iter().map(|fault| fault.help).collect()
    }

    #[track_caller]
    fn helps(content: &str, words: &str) {
        let told = told(content);
        assert!(told.iter().flatten().any(|help| help.contains(words)), "{content}: {told:?}");
    }

    #[test]
    fn the_commonest_slips_are_told_with_what_to_write() {
        helps("[run]\ntarget = .5\n", "write `0.5`");
        helps("target = -.25", "write `-0.25`");
        helps("target = 5.\n", "write `5`");
        helps("target = 0,5\n", "decimals have a point, not a comma: write `0.5`");
        helps("volume = 1,037 # a year\n", "write `1037`");
        helps("target = 50%\n", "write `\"50 %\"`");
        helps("class = 05\n", "write `5`");
        helps("start = 01/04/2015\n", "dates are written year, month, day: `2015-04-01`");
        helps("start = 1.4.2015\n", "`2015-04-01`");
        helps("start = 2015-4-1\n", "`2015-04-01`");
        helps("length = 1 year\n", "write `\"1 year\"`");
        helps("only = [NE-01]\n", "write `\"NE-01\"`");
        helps("title = “Words”\n", "quotes are straight: write `\"Words\"`");
        helps("a = { target = .5 }\n", "write `0.5`");
    }

    #[test]
    fn what_is_there_twice_is_told_with_the_line_of_the_first() {
        helps("[run]\ntarget = 0.5\n\n# words\ntarget = 0.6\n", "`target` is there already, in line 2");
        helps("target = 0.4\n[run]\nlength = \"1 week\"\ntarget = 0.5\ntarget = 0.6\n", "in line 4");
        helps("[run]\ntarget = 0.5\n[grades.PO]\n[run] # again\nlength = 3\n", "in line 1");
    }

    #[test]
    fn other_faults_are_left_to_the_parser_or_told_with_what_is_missing() {
        for content in ["a = \u{7}", "a = 1 2\n"] {
            let told = told(content);
            assert!(told.iter().all(Option::is_none), "{content}: {told:?}");
        }
        helps("[run\n", "`]` is missing");
        helps("target 0.5\n", "a key is followed by `=`");
        helps("a = \"x\n", "`\"` is missing");
        helps("a = [1, 2\nb = 3", "`]` is missing");
    }
}
