//! Where a bracket or a quote was left open: one slip, of which a parser would tell a consequence in every line that follows.
//!
//! The text is read once, and no more of TOML is known than where strings, comments, brackets and keys begin and end. Values are left to
//! the parser. How deep tables nest is counted on the way, so that nothing is built that could not be taken apart again.

/// Tables and lists may be nested this deep and no deeper.
pub const DEEPEST: usize = 64;

/// What is wrong with the brackets, quotes or keys of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    /// First byte, and the byte after the last.
    pub span: (usize, usize),
    /// In words.
    pub message: String,
    /// How to mend it; empty where the words say it.
    pub help: String,
    /// Whether it is that tables or lists nest too deep.
    pub deep: bool,
    /// Whether every line that follows is read wrongly by its fault; one that is not has ended with its line.
    pub goes_on: bool,
}

impl Slip {
    fn new(span: (usize, usize), message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: String::new(), deep: false, goes_on: true }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }
}

/// No more slips than this are gathered.
const MOST: usize = 50;

/// The slips of a text, in order, up to the first that goes on beyond its line; none where all that is opened is closed.
pub(super) fn slips(content: &str) -> Vec<Slip> {
    let mut scan = Scan { content, bytes: content.as_bytes(), at: 0, open: Vec::new(), head: 0, suspect: None };
    let mut found = Vec::new();
    while found.len() < MOST
        && let Err(mut slip) = scan.document()
    {
        slip.goes_on &=
            !scan.open.is_empty() || slip.deep || content[slip.span.0..].starts_with("\"\"\"") || content[slip.span.0..].starts_with("'''");
        let goes_on = slip.goes_on;
        found.push(slip);
        if goes_on {
            break;
        }
        scan.line();
    }
    found
}

/// A bracket that is open.
#[derive(Clone, Copy)]
struct Open {
    /// `[` or `{`.
    bracket: u8,
    at: usize,
    /// Parts of the key before it.
    parts: usize,
}

struct Scan<'a> {
    content: &'a str,
    bytes: &'a [u8],
    at: usize,
    open: Vec<Open>,
    /// Parts of the last table's head.
    head: usize,
    /// A bracket whose closing one seems to be left out, by how lines are indented.
    suspect: Option<Open>,
}

type Done<T = ()> = Result<T, Slip>;

impl Scan<'_> {
    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self, of: impl Fn(u8) -> bool) {
        while self.byte().is_some_and(&of) {
            self.at += 1;
        }
    }

    /// Blanks, and with `lines` comments and line breaks too; whether a line was ended.
    fn blank(&mut self, lines: bool) -> bool {
        let mut ended = false;
        loop {
            match self.byte() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\n' | b'\r') if lines => {
                    ended = true;
                    self.at += 1;
                }
                Some(b'#') if lines => self.skip(|byte| byte != b'\n'),
                _ => return ended,
            }
        }
    }

    /// To the end of the line.
    fn line(&mut self) {
        self.skip(|byte| byte != b'\n');
    }

    fn number_of_line(&self, at: usize) -> usize {
        self.bytes[..at.min(self.bytes.len())].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    fn document(&mut self) -> Done {
        loop {
            self.blank(true);
            match self.byte() {
                None => return Ok(()),
                Some(b'[') => self.table_head()?,
                Some(_) => {
                    let parts = self.key()?;
                    self.value(parts)?;
                    // Whatever else stands on the line is the parser's to tell.
                    self.line();
                }
            }
        }
    }

    /// `[a.b]` or `[[a.b]]`.
    fn table_head(&mut self) -> Done {
        let from = self.at;
        self.skip(|byte| byte == b'[');
        let mut parts = 1;
        loop {
            match self.byte() {
                Some(b']') => break,
                Some(b'"' | b'\'') => self.string()?,
                Some(b'.') => {
                    parts += 1;
                    self.at += 1;
                }
                None | Some(b'\n' | b'#') => {
                    let slip = Slip::new((from, self.at), "the head of a table that begins here is not closed");
                    return Err(slip.help("`]` is missing at its end"));
                }
                Some(_) => self.at += 1,
            }
        }
        self.head = parts;
        self.nested(from, 0)?;
        self.line();
        Ok(())
    }

    /// Refuses what nests too deep.
    fn nested(&self, at: usize, parts: usize) -> Done {
        if self.head + parts + self.open.iter().map(|open| open.parts + 1).sum::<usize>() <= DEEPEST {
            return Ok(());
        }
        let message = format!("tables or lists nested more than {DEEPEST} deep");
        Err(Slip { deep: true, ..Slip::new((at, at + 1), message) })
    }

    /// A key and the `=` after it; how many parts it has.
    fn key(&mut self) -> Done<usize> {
        let from = self.at;
        let mut parts = 1;
        loop {
            match self.byte() {
                Some(b'=') if self.at == from => return Err(Slip::new((from, from + 1), "a key is missing before this `=`")),
                Some(b'=') => break,
                Some(b'"' | b'\'') => self.string()?,
                Some(b'.') => {
                    parts += 1;
                    self.at += 1;
                }
                None | Some(b'\n' | b'#' | b',' | b'}' | b']') => {
                    let typed = self.content.get(from..self.at).unwrap_or_default().trim_end();
                    let slip = Slip::new((from, from + typed.len().max(1)), "a key, `=` and a value are wanted, and there is no `=`");
                    return Err(slip.help("a key is followed by `=`; a table's name stands in brackets; words are after `#`"));
                }
                Some(_) => self.at += 1,
            }
        }
        self.nested(from, parts)?;
        self.at += 1;
        Ok(parts)
    }

    /// What stands after `=`, with all that it holds.
    fn value(&mut self, parts: usize) -> Done {
        let before = self.open.len();
        self.blank(false);
        self.begin(parts)?;
        while self.open.len() > before {
            let ended = self.blank(true);
            let Some(byte) = self.byte() else { return Err(self.unclosed(self.bytes.len())) };
            let inner = *self.open.last().expect("it is longer than it was");
            match byte {
                b'}' | b']' => self.close(inner, byte, ended)?,
                b',' => self.at += 1,
                // Within a table stand keys, so that a list there is the head of the next table.
                b'[' if inner.bracket == b'{' => return Err(self.unclosed(self.at)),
                _ if inner.bracket == b'{' => {
                    if ended && self.between(inner) {
                        return Err(self.unclosed(self.at));
                    }
                    let parts = self.key()?;
                    self.blank(false);
                    self.begin(parts)?;
                }
                _ => {
                    // `key =` cannot stand in a list.
                    if self.is_key() {
                        return Err(self.unclosed(self.at));
                    }
                    self.begin(1)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the last entry of a table in braces was ended by no comma.
    fn between(&self, inner: Open) -> bool {
        let before = self.bytes[inner.at + 1..self.at].iter().rev();
        // Comments may stand between; who writes them in braces does so after a comma.
        before.copied().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| !matches!(byte, b',' | b'{'))
            && !self.content[inner.at..self.at].contains('#')
    }

    /// Whether a bare key and `=` stand here.
    fn is_key(&self) -> bool {
        let rest = &self.bytes[self.at..];
        let bare = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'-' | b'.')).count();
        let after = rest[bare..].iter().find(|byte| !matches!(**byte, b' ' | b'\t'));
        bare > 0 && after == Some(&b'=')
    }

    /// Begins a value: a bracket is left open, a string and anything else is passed.
    fn begin(&mut self, parts: usize) -> Done {
        match self.byte() {
            Some(bracket @ (b'[' | b'{')) => {
                self.open.push(Open { bracket, at: self.at, parts });
                self.nested(self.at, 0)?;
                self.at += 1;
            }
            Some(b'"' | b'\'') => self.string()?,
            _ if self.open.is_empty() => self.skip(|byte| byte != b'\n' && byte != b'#'),
            _ => self.skip(|byte| !matches!(byte, b',' | b']' | b'}' | b'\n' | b'#' | b'=')),
        }
        // Two things in a row, such as `1 = 2`, are the parser's to tell.
        if !self.open.is_empty() && self.byte() == Some(b'=') {
            self.at += 1;
        }
        Ok(())
    }

    fn close(&mut self, inner: Open, byte: u8, line: bool) -> Done {
        if (inner.bracket == b'[') != (byte == b']') {
            return Err(self.unclosed(self.at));
        }
        if line && self.suspect.is_none() && self.open.len() > 1 {
            let own = self.indent(self.at);
            let outer = self.open[self.open.len() - 2];
            if self.indent(inner.at) != own
                && self.indent(outer.at) == own
                && self.number_of_line(inner.at) != self.number_of_line(outer.at)
            {
                self.suspect = Some(inner);
            }
        }
        self.open.pop();
        self.at += 1;
        Ok(())
    }

    /// Blanks before the first mark of the line.
    fn indent(&self, at: usize) -> usize {
        let line = self.bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1);
        self.bytes[line..].iter().take_while(|byte| matches!(**byte, b' ' | b'\t')).count()
    }

    /// The bracket that is not closed before a place.
    fn unclosed(&self, before: usize) -> Slip {
        let inner = self.suspect.or(self.open.last().copied()).expect("a bracket is open");
        let (open, close, what) = if inner.bracket == b'[' { ('[', ']', "list") } else { ('{', '}', "table") };
        let last = self.number_of_line(before);
        let where_ = if before >= self.bytes.len() { "before the end of the file".to_owned() } else { format!("before line {last}") };
        let here = if last == self.number_of_line(inner.at) { "on its line".to_owned() } else { where_ };
        Slip::new((inner.at, inner.at + 1), format!("the {what} that `{open}` opens here is not closed"))
            .help(format!("`{close}` is missing {here}, or a comma between two of its entries"))
    }

    /// Passes a string.
    fn string(&mut self) -> Done {
        let from = self.at;
        let quote = self.bytes[from];
        let three = self.bytes[from..].starts_with(&[quote; 3]);
        self.at += if three { 3 } else { 1 };
        loop {
            match self.byte() {
                Some(b'\\') if quote == b'"' => self.at += 2,
                Some(byte) if byte == quote && !three => {
                    self.at += 1;
                    return Ok(());
                }
                Some(byte) if byte == quote && self.bytes[self.at..].starts_with(&[quote; 3]) => {
                    // Up to two quotes may stand before the closing three.
                    self.skip(|byte| byte == quote);
                    return self.astray(from, quote);
                }
                None | Some(b'\n') if !three || self.byte().is_none() => {
                    let close = String::from(char::from(quote)).repeat(if three { 3 } else { 1 });
                    let end = if three { from + 3 } else { self.at.min(self.bytes.len()) };
                    let scope = if three { "in the file" } else { "on its line" };
                    let slip = Slip::new((from, end), "the text that begins here has no closing quotes");
                    return Err(slip.help(format!("`{close}` is missing {scope}")));
                }
                _ => self.at += 1,
            }
        }
    }

    /// Whether what has ended a text of several lines was meant to begin another one: words follow it, and keys stand in it.
    fn astray(&self, from: usize, quote: u8) -> Done {
        let after = self.bytes[self.at..].iter().find(|byte| !matches!(**byte, b' ' | b'\t' | b'\r'));
        let within = self.content.get(from..self.at).unwrap_or_default();
        let key = |line: &str| line.split_once('=').is_some_and(|(key, _)| !key.trim().is_empty() && !key.trim().contains(' '));
        if after.is_none_or(|byte| matches!(*byte, b'\n' | b'#' | b',' | b']' | b'}' | b'=' | b'.')) || !within.lines().skip(1).any(key) {
            return Ok(());
        }
        let close = String::from(char::from(quote)).repeat(3);
        let slip = Slip::new((from, from + 3), "the text that begins here has no closing quotes");
        Err(slip.help(format!("`{close}` is missing before line {}", self.number_of_line(self.at))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[track_caller]
    fn told(content: &str, line: usize, words: &str) {
        let faults = parse(content, 0).expect_err("this is not TOML");
        let [fault] = faults.as_slice() else { panic!("{content}: {faults:?}") };
        let found = content[..fault.place.start].matches('\n').count() + 1;
        let said = format!("{} {}", fault.message, fault.help.as_deref().unwrap_or_default());
        assert!(found == line && said.contains(words), "{content}: line {found}: {said}");
    }

    const REST: &str = "\nb = 2\n[c]\nd = [1, 2]\ne = { f = 1, g = \"x\" }\n[[h]]\ni = 'x'\n";

    #[test]
    fn one_bracket_that_is_left_open_is_one_problem_where_it_was_opened() {
        for open in ["a = [1, 2", "a = [\n  1,\n  2,", "a = [[1], [2]", "a = [ { x = 1 }, # words", "a = [ { x = 1 }, { x = 2 }"] {
            told(&format!("q = 1\n{open}{REST}"), 2, "`]` is missing");
        }
        for open in ["a = { x = 1", "a = { x = { y = [1, 2] }", "a = { x = 1, y = \"}\"", "a.b.c = { x = { y = 1 }, z = { w = 1 }"] {
            told(&format!("q = 1\n{open}{REST}"), 2, "`}` is missing");
            told(&format!("q = 1\n{open}\n"), 2, "`}` is missing");
        }
        told(&format!("a = {{ x = [1, 2 }}{REST}"), 1, "`]` is missing");
        told(&format!("a = [{{ x = 1 ]{REST}"), 1, "`}` is missing");
        told(&format!("a = {{\n  b = {{ x = 1,\n  c = {{ x = 2 }},\n}}{REST}"), 2, "`}` is missing");
        told(&format!("q = 1\n[run{REST}"), 2, "`]` is missing");
        told(&format!("q = 1\n[[run.x]{REST}").replace("x]", "x"), 2, "`]` is missing");
    }

    #[test]
    fn a_quote_and_a_sign_that_are_left_out_are_one_problem_likewise() {
        told(&format!("q = 1\na = \"words{REST}"), 2, "`\"` is missing");
        told(&format!("q = 1\na = 'words{REST}"), 2, "`'` is missing");
        told(&format!("q = 1\na = [\"x\", \"y]{REST}"), 2, "`\"` is missing");
        told(&format!("q = 1\na = \"\"\"two\nlines\n{REST}"), 2, "`\"\"\"` is missing in the file");
        told(&format!("q = 1\na = \"\"\"two\nlines{REST}z = \"\"\"more\nlines\"\"\"\n"), 2, "`\"\"\"` is missing before line");
        told(&format!("q = 1\na 2{REST}"), 2, "there is no `=`");
        told(&format!("q = 1\na{REST}"), 2, "there is no `=`");
        told(&format!("q = 1\n= 2{REST}"), 2, "a key is missing");
        told(&format!("q = 1\na = {{ x 1 }}{REST}"), 2, "there is no `=`");
    }

    #[test]
    fn what_is_closed_is_no_slip() {
        for content in [
            REST,
            "",
            "a = '''x'''''\nb = \"\"\"\"\"\"\n\"c d\".'e'.f = 1 # [\n",
            "a = [ # [\n  \"]\", '{', # }\n  [1], [2], { x = [ { } ] },\n]\n",
            "a = { x = 1, # words\n  y = 2 # more {\n}\n",
            "a = \"\"\"\nb = 1\n[c\n\"\"\"\r\nd = \"\\\\\"\n",
            "a = \"\\\"\" # \"\n[ z . \"b.]\" ] # ]\n",
        ] {
            assert_eq!(slips(content), [], "{content}");
            assert!(parse(content, 0).is_ok(), "{content}");
        }
    }

    #[test]
    fn what_nests_too_deep_is_refused_before_it_is_built() {
        let dots = "a.".repeat(70);
        for content in [format!("{dots}a = 1"), format!("[{dots}a]\nb = 1"), "a = ".to_owned() + &"[".repeat(100_000)] {
            assert!(slips(&content).iter().any(|slip| slip.deep), "{}", content.len());
        }
        let wide = format!("a = {}1{}", "{ a.a.a.a.a = ".repeat(20), " }".repeat(20));
        assert!(slips(&wide).iter().any(|slip| slip.deep));
    }

    #[test]
    fn every_scenario_that_ships_is_closed_and_with_any_bracket_left_out_one_problem_at_most_is_told() {
        let text = include_str!("../../scenarios/minimal.toml");
        assert_eq!(slips(text), []);
        let brackets = text.char_indices().filter(|(_, c)| matches!(c, ']' | '}'));
        let mut told = 0;
        for (at, _) in brackets {
            let cut = format!("{}{}", &text[..at], &text[at + 1..]);
            if let Err(faults) = parse(&cut, 0) {
                told += 1;
                assert!(faults.len() == 1, "{} at {at}: {faults:?}", faults.len());
                let lines = text[..at].matches('\n').count() - text[..faults[0].place.start].matches('\n').count().min(at);
                assert!(lines <= 12, "{lines} lines from the fault: {faults:?}");
            }
        }
        assert!(told > 50, "{told}");
    }
}
