//! Files that a scenario names within it, put in the place of their names, so that it is complete by itself.

use super::*;

impl Loader {
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
        let column = empirical.shift_remove("column");
        if empirical.contains_key("values") {
            self.cx.fault(Fault::at(file.key, "`empirical` wants either `values` or a `file`", "it has both"));
            return;
        }
        if file.text().is_none() {
            self.cx.fault(Fault::at(file.place, "`file` wants the name of a CSV file", format!("found {}", file.found())));
        }
        let before = self.cx.faults.len();
        let values = self.sheet_of(&file, "`file`").map_or_else(Vec::new, |sheet| self.column_of(&sheet, &file, column.as_ref()));
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
                self.cx.fault(fault.help(format!("it may be {}", crate::scenario::fault::one_of(&names))));
                None
            }
            Some((node, name)) => names.iter().position(|known| *known == name).or_else(|| {
                let fault = Fault::at(node.place, "`column` wants a column of the file", format!("found {}", node.found()));
                self.cx.fault(
                    fault.did_you_mean(name, names.iter().copied()).help(format!("it may be {}", crate::scenario::fault::one_of(&names))),
                );
                None
            }),
        };
        let cells = sheet.rows.iter().filter_map(|row| row.get(at?)).filter(|(cell, _)| !cell.is_empty());
        let value = |cell: &str| cell.parse::<f64>().map_or_else(|_| Value::Text(cell.to_owned()), Value::Number);
        cells.map(|(cell, place)| Node::new(value(cell), *place)).collect()
    }

    /// The events of a file, unless they are written out already.
    fn inline_events(&mut self, node: &mut Node) {
        let Value::Table(table) = &mut node.value else { return };
        let Some(path) = table.get("path").cloned().filter(|path| path.text().is_some()) else { return };
        if table.contains_key("events") {
            return;
        }
        let Some(sheet) = self.sheet_of(&path, "`path`") else { return };
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
