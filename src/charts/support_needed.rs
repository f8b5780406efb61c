//! The least support of each cluster, the most first: a bar of FTE by kind, or the words why there is none.

use super::ink::{BLUE, BLUE_PALE, BLUE_SOFT, HAIR, Ink, QUIET, RUST, STONE};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Scale, TOP};
use super::sheet::{Sheet, Type};
use super::{Drawn, SLIDE};
use crate::findings::support::{cheaper, ranked, short};
use crate::study::support::{Answer, Need, SupportResult};

/// More rows than this make a tall page instead of a slide.
const SLIDE_ROWS: usize = 14;
const TALL_ROW: f64 = 24.0;
const SLIDE_ROW: f64 = 44.0;
const WIDTH: u32 = 1280;
/// Room for the legend above, and for the axis below.
const HEAD: f64 = 58.0;
const AXIS_ROOM: f64 = 70.0;
/// Of the kinds, told apart by lightness.
const INKS: [Ink; 4] = [BLUE, BLUE_SOFT, STONE, BLUE_PALE];

/// Rows in the order drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Kinds of support, in words.
    pub kinds: Vec<String>,
    /// One per cluster that needs support or cannot be brought to its targets by it.
    pub rows: Vec<Row>,
    /// Clusters that need none, which are not drawn.
    pub without: usize,
    /// Confidence of each row.
    pub confidence: f64,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub cluster: String,
    /// Its division; may be empty.
    pub division: String,
    /// FTE of each kind; empty where there is no answer.
    pub fte: Vec<f64>,
    /// The answer in words.
    pub told: &'static str,
    /// Whether less may do.
    pub at_most: bool,
}

/// From what was found; `None` where no cluster was searched.
pub fn series(found: &SupportResult) -> Option<Series> {
    if found.needs.is_empty() {
        return None;
    }
    let needs_none = |need: &&Need| matches!(&need.answer, Answer::Least(steps) if steps.iter().all(|steps| *steps == 0));
    let row = |need: &Need| Row {
        cluster: need.cluster.clone(),
        division: need.division.clone(),
        fte: need.fte(&found.kinds).unwrap_or_default(),
        told: short(need, &found.kinds),
        at_most: cheaper(need, &found.kinds).is_some(),
    };
    let rows: Vec<Row> = ranked(found).into_iter().filter(|need| !needs_none(need)).map(row).collect();
    let without = found.needs.len() - rows.len();
    let kinds = found.kinds.iter().map(|kind| kind.title.clone()).collect();
    Some(Series { kinds, rows, without, confidence: found.confidence })
}

impl Series {
    fn tall(&self) -> bool {
        self.rows.len() > SLIDE_ROWS
    }

    fn row(&self) -> f64 {
        if self.tall() { TALL_ROW } else { SLIDE_ROW }
    }

    fn set(&self) -> Type {
        Type { size: if self.tall() { 15.5 } else { LABEL.size }, ..LABEL }
    }

    /// Whether any cluster has an answer that is drawn.
    fn any_bar(&self) -> bool {
        self.rows.iter().any(|row| !row.fte.is_empty())
    }

    fn legend(&self, sheet: &Sheet<'_>, y: f64) {
        let mut x = MARGIN;
        for (place, (kind, ink)) in self.kinds.iter().zip(INKS.into_iter().cycle()).enumerate() {
            // A kind that no bar has would be looked for.
            let needed = !self.any_bar() || self.rows.iter().any(|row| row.fte.get(place).is_some_and(|fte| *fte > 0.0));
            let (name, set) = if needed { (kind.clone(), LABEL) } else { (format!("{kind}: none needed"), LABEL.ink(QUIET)) };
            sheet.block((x, y - 14.0), (x + 26.0, y + 2.0), ink);
            sheet.text((x + 36.0, y), &name, set);
            x += 36.0 + LABEL.width(&name) + 44.0;
        }
    }
}

/// FTE with no more decimals than there are.
fn fte(number: f64) -> String {
    format!("{}", (number * 100.0).round() / 100.0 + 0.0)
}

impl Drawn for Series {
    fn size(&self) -> (u32, u32) {
        let height = TOP + HEAD + self.rows.len().max(1) as f64 * self.row() + AXIS_ROOM + FOOT;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few thousand units high")]
        let height = height.ceil() as u32;
        if self.tall() { (WIDTH, height) } else { (SLIDE.0, height.max(480)) }
    }

    fn title(&self) -> String {
        "How much support each cluster needs to meet its targets".to_owned()
    }

    fn reading(&self) -> String {
        let bars = match (self.any_bar(), self.rows.iter().any(|row| row.at_most)) {
            (false, _) => "No cluster has a bar; the words say why.".to_owned(),
            (true, less) => format!(
                "A bar meets all targets, {} sure; {}.",
                marks::plain_percent(self.confidence),
                if less { "“or less”: something cheaper may do" } else { "less does not" }
            ),
        };
        format!(
            "{bars} {}",
            match self.without {
                0 => String::new(),
                1 => "Not shown: 1 cluster that needs none.".to_owned(),
                n => format!("Not shown: {n} clusters that need none."),
            }
        )
    }

    fn alt(&self) -> String {
        let told = self.rows.iter().map(|row| {
            let fte: Vec<String> =
                row.fte.iter().zip(&self.kinds).map(|(number, kind)| format!("{} FTE of {}", fte(*number), kind.to_lowercase())).collect();
            let less = if row.at_most { " or less" } else { "" };
            if fte.is_empty() {
                format!("{}: {}.", row.cluster, row.told)
            } else {
                format!("{}: {}{less}.", row.cluster, fte.join(" and "))
            }
        });
        format!("{} clusters need no support. {}", self.without, told.collect::<Vec<_>>().join(" "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let set = self.set();
        let (top, step) = (TOP + HEAD, self.row());
        let foot = top + step * self.rows.len().max(1) as f64;
        self.legend(sheet, TOP + 14.0);
        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| set.width(text)).fold(0.0, f64::max);
        let division = MARGIN + widest(&mut self.rows.iter().map(|row| row.cluster.as_str())) + 22.0;
        let left = division + widest(&mut self.rows.iter().map(|row| row.division.as_str())) + 28.0;
        let most = self.rows.iter().map(|row| row.fte.iter().sum::<f64>()).fold(0.5, f64::max);
        let x = Scale::new((0.0, most * 1.02), (left, sheet.width - MARGIN - set.width("10.5 or less") - 24.0));
        for tick in x.ticks(6.0) {
            sheet.line((x.at(tick), top), (x.at(tick), foot), HAIR, 1.0);
            sheet.text((x.at(tick), foot + 26.0), &fte(tick), AXIS.centre());
        }
        sheet.text((f64::midpoint(x.ends().0, x.ends().1), foot + 54.0), "FTE of support", AXIS.centre());
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + step * (index as f64 + 0.5);
            sheet.label((MARGIN, y), &row.cluster, set);
            sheet.label((division, y), &row.division, set.ink(QUIET));
            if row.fte.is_empty() {
                sheet.label((left + 4.0, y), row.told, set.ink(RUST));
                continue;
            }
            let mut so_far = 0.0;
            for (number, ink) in row.fte.iter().zip(INKS.into_iter().cycle()) {
                sheet.block((x.at(so_far), y - step * 0.32), (x.at(so_far + number), y + step * 0.32), ink);
                so_far += number;
            }
            let end = x.at(so_far) + 10.0;
            sheet.label((end, y), &fte(so_far), set);
            if row.at_most {
                sheet.label((end + set.width(&fte(so_far)) + 6.0, y), "or less", set.ink(QUIET));
            }
        }
        marks::base(sheet, (left, top), (left, foot));
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut head = marks::row(["cluster", "division", "answer"]);
        head.extend(self.kinds.iter().map(|kind| format!("{}_fte", kind.to_lowercase().replace(' ', "_"))));
        let mut table = vec![head];
        for row in &self.rows {
            let mut cells = vec![row.cluster.clone(), row.division.clone(), row.told.to_owned()];
            cells.extend((0..self.kinds.len()).map(|kind| row.fte.get(kind).map_or_else(String::new, |number| marks::cell(*number))));
            table.push(cells);
        }
        table
    }
}
