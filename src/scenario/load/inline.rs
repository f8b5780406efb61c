//! Files that a scenario names within it, put in the place of their names, so that it is complete by itself.

use super::*;

impl Loader<'_> {
    /// Puts the contents of files in the place of their names, and spelled-out tables in the place of short forms.
    pub(super) fn inline(&mut self, node: &mut Node, shape: &Description) {
        match shape {
            Description::Distribution(leaf) => self.inline_values(node, leaf),
            Description::OneOf { variants, .. } => {
                // `due = "court_rises"` for `due = { court_rises = {} }`.
                let short = node.text().and_then(|word| variants.iter().find(|variant| variant.key == word));
                if let Some(variant) = short.filter(
                    |variant| matches!(&variant.holds, Description::Table { fields, .. } if fields.iter().all(|field| !field.required)),
                ) {
                    let empty = Node { value: Value::Table(Table::new()), place: node.place, key: node.key };
                    node.value = Value::Table(Table::from_iter([(variant.key.to_owned(), empty)]));
                }
            }
            Description::Table { name: "FromFile", .. } => self.inline_events(node),
            _ => {}
        }
        match &mut node.value {
            Value::Table(table) => table.iter_mut().for_each(|(key, below)| {
                if let Some(shape) = shape.under(key) {
                    self.inline(below, shape);
                }
            }),
            Value::List(list) => {
                if let Description::List(shape) = shape {
                    list.iter_mut().for_each(|below| self.inline(below, shape));
                }
            }
            _ => {}
        }
    }

    /// `empirical = { file = "x.csv", column = "y" }` becomes its values, in mixtures too.
    fn inline_values(&mut self, node: &mut Node, leaf: &Leaf) {
        let Value::Table(table) = &mut node.value else { return };
        if let Some(Node { value: Value::Table(mixture), .. }) = table.get_mut("mixture")
            && let Some(Node { value: Value::List(parts), .. }) = mixture.get_mut("parts")
        {
            for part in parts {
                if let Value::Table(part) = &mut part.value {
                    part.get_mut("of").into_iter().for_each(|of| self.inline_values(of, leaf));
                }
            }
        }
        let Some(Node { value: Value::Table(empirical), .. }) = table.get_mut("empirical") else { return };
        let Some(file) = empirical.shift_remove("file") else { return };
        let (column, named) = (empirical.shift_remove("column"), empirical.shift_remove("sheet"));
        if empirical.contains_key("values") {
            self.cx.fault(Fault::at(file.key, "`empirical` wants either `values` or a `file`", "it has both"));
            return;
        }
        if file.text().is_none() {
            self.cx.fault(Fault::at(file.place, "`file` wants the name of a CSV file", format!("found {}", file.found())));
        }
        let before = self.cx.faults.len();
        let values = self
            .sheet_of(&file, named.as_ref(), ("`file`", "values"))
            .map_or_else(Vec::new, |sheet| self.column_of(&sheet, &file, column.as_ref()));
        let values = if self.cx.faults.len() == before { values } else { vec![stand_in(leaf)] };
        empirical.insert("values".to_owned(), Node { value: Value::List(values), place: file.place, key: file.key });
    }

    /// The cells of one column that are not blank; the only column where none is named.
    fn column_of(&mut self, sheet: &Sheet, file: &Node, column: Option<&Node>) -> Vec<Node> {
        let names: Vec<&str> = sheet.columns.iter().map(|(name, _)| name.as_str()).collect();
        let at = match column.map(|column| (column, column.text().unwrap_or_default())) {
            None if names.len() == 1 => Some(0),
            None => {
                let fault =
                    Fault::at(file.place, "`column` is needed beside `file`", format!("{} has {} columns", file.found(), names.len()));
                self.cx.fault(fault.help(format!("it may be {}", crate::scenario::wording::one_of(&names))));
                None
            }
            Some((node, name)) => names.iter().position(|known| *known == name).or_else(|| {
                let fault = Fault::at(node.place, "`column` wants a column of the file", format!("found {}", node.found()));
                self.cx.fault(
                    fault.did_you_mean(name, names.iter().copied()).help(format!("it may be {}", crate::scenario::wording::one_of(&names))),
                );
                None
            }),
        };
        // What a row is of stands in its first cell that is filled.
        for (cell, place) in sheet.rows.iter().filter_map(|row| row.iter().find(|(cell, _)| !cell.is_empty())) {
            csv_file::summing(cell, *place, "values").into_iter().for_each(|fault| self.cx.fault(fault));
        }
        let cells = sheet.rows.iter().filter_map(|row| row.get(at?)).filter(|(cell, _)| !cell.is_empty());
        let value = |cell: &str| csv_file::plain_number(cell).map_or_else(|| Value::Text(cell.to_owned()), Value::Number);
        cells.map(|(cell, place)| Node::new(value(cell), *place)).collect()
    }

    /// Whether a file is the one that a scenario in full was made with, where that is told.
    fn as_it_was(&mut self, path: &Node, told: Option<&Node>) -> bool {
        let Some((told, node)) = told.and_then(|node| Some((node.text()?, node))) else { return true };
        // Of a file that is kept in memory it is true by the way it was made.
        let there = self
            .files
            .last()
            .map(|file| file.sha256.as_str())
            .filter(|_| !self.beside.iter().any(|kept| Some(kept.name.as_str()) == path.text()));
        let same = there.is_none_or(|there| there == told);
        if !same {
            let fault =
                Fault::at(node.place, "the file wants to be as it was when this scenario was written in full", "it has another SHA-256");
            self.cx.fault(fault.help("put the file back, or take this line away to read the events as they are now"));
        }
        same
    }

    /// The events of a file, unless they are written out already.
    fn inline_events(&mut self, node: &mut Node) {
        let Value::Table(table) = &mut node.value else { return };
        let Some(path) = table.get("path").cloned().filter(|path| path.text().is_some()) else { return };
        if table.contains_key("events") {
            return;
        }
        let read = self.sheet_of(&path, table.get("sheet"), ("`path`", "events"));
        let Some(sheet) = read.filter(|_| self.as_it_was(&path, table.get("sha256"))) else { return };
        const COLUMNS: [&str; 4] = ["time", "cluster", "kind", "flags"];
        for (name, place) in &sheet.columns {
            if !COLUMNS.contains(&name.as_str()) {
                let fault = Fault::at(
                    *place,
                    "a file of events has the columns `time`, `cluster`, `kind` and `flags`",
                    format!("found `{}`", tree::shorten(name)),
                );
                self.cx.fault(fault.did_you_mean(name, COLUMNS));
            }
        }
        let event = |row: &Vec<(String, Place)>| {
            let place = row.first().map_or(path.place, |(_, place)| *place);
            let cells = sheet.columns.iter().zip(row).filter(|(_, (cell, _))| !cell.is_empty());
            let entries = cells.map(|((column, _), (cell, place))| {
                let words = || cell.split_whitespace().map(|word| Node::new(Value::Text(word.to_owned()), *place)).collect();
                let value = if column == "flags" { Value::List(words()) } else { Value::Text(cell.clone()) };
                (column.clone(), Node::new(value, *place))
            });
            Node::new(Value::Table(entries.collect()), place)
        };
        let events = sheet.rows.iter().map(event).collect();
        table.insert("events".to_owned(), Node { value: Value::List(events), place: path.place, key: path.key });
    }
}

/// A value that reads well, where the right one is missing because of a fault already noted.
fn stand_in(leaf: &Leaf) -> Node {
    let least = leaf.bounds.map_or(0.0, |bounds| bounds.least) / leaf.scale;
    Node::made(if leaf.bare { Value::Number(least) } else { Value::Text(format!("{least} {}", leaf.unit)) })
}
