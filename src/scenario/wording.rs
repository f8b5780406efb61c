//! Words that faults are put in: names in a row, the nearest of some names, a column's letters.

/// The name that was probably meant, if one is near enough to what was typed.
pub fn nearest<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |name: &str| name.to_lowercase().replace(['-', ' ', '.'], "_");
    let typed: String = plain(typed).chars().take(60).collect();
    let near = |name: &&str| strsim::damerau_levenshtein(&typed, &plain(name).chars().take(60).collect::<String>());
    let best = names.into_iter().map(|name| (near(&name), name)).min_by_key(|(distance, _)| *distance)?;
    let allowed = (typed.chars().count() / 3).clamp(1, 4);
    (best.0 <= allowed && best.0 < best.1.chars().count()).then_some(best.1)
}

/// Names in a row, for help: `a`, `b` or `c`.
pub fn one_of<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match names.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) if names.len() <= 20 => format!("{} or {last}", rest.join(", ")),
        Some(_) => format!("{} … ({} in all)", names.get(..20).unwrap_or(&names).join(", "), names.len()),
    }
}

/// A Rust name as words: `StandDown` is "stand down".
pub fn spaced(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// A column's letters in a spreadsheet: A, B … Z, AA.
///
/// - `column`: from 0.
pub fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            return letters.into_iter().rev().collect();
        }
        column = column / 26 - 1;
    }
}
