//! What can be seen of a text, and what cannot: names and words are read without the latter, and nothing is said with it.

use std::borrow::Cow;

/// Whether a character moves a terminal's cursor, turns the direction of writing, or may not stand in a page or a picture: control
/// characters (line breaks and tabs among them), marks of direction and invisible operators, and the code points that are no characters.
pub fn unseen(c: char) -> bool {
    let marks = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let none = matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{fff9}'..='\u{fffb}') || u32::from(c) & 0xfffe == 0xfffe;
    c.is_control() || marks || none
}

/// Whether a character is unseen and breaks no line of a text either.
fn strange(c: char) -> bool {
    unseen(c) && !matches!(c, '\n' | '\t')
}

/// The first character that a text may not have: any that is unseen, but for line breaks and tabs.
pub fn strange_in(text: &str) -> Option<char> {
    text.chars().find(|c| strange(*c))
}

/// A character by its number, as Rust and others write it: `\u{1b}`.
pub fn by_number(c: char) -> String {
    c.escape_unicode().to_string()
}

/// A text as it may be said anywhere: what cannot be seen in it, line breaks and tabs apart, is written by its number.
pub fn visible(text: &str) -> Cow<'_, str> {
    if strange_in(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if strange(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// A text on one line, likewise.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    match visible(text) {
        seen if seen.contains(['\n', '\t']) => Cow::Owned(seen.replace(['\n', '\t'], " ")),
        seen => seen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_written_by_its_number_and_what_can_stays() {
        for text in ["Ünïcode \u{1f469}\u{200d}\u{2696}\u{fe0f} and £5 – “so”", "two\n\tlines", ""] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
        assert_eq!(visible("a\u{1b}]0;x\u{7}b"), "a\\u{1b}]0;x\\u{7}b");
        assert_eq!(visible("\u{9b}31m\r\u{202e}\u{fffe}\u{ffff}\u{2066}"), "\\u{9b}31m\\u{d}\\u{202e}\\u{fffe}\\u{ffff}\\u{2066}");
        assert_eq!(visible_line("a\nb\u{7f}"), "a b\\u{7f}");
    }
}
