//! The table: a line for each measure, a column for each system, and how much better ours is.

use std::fmt;

/// What a number of the table counts.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Things; fewer are better.
    Count,
    /// Seconds; fewer are better.
    Time,
    /// Things in a second; more are better.
    Rate,
}

/// One measure of the three systems, where they have it.
pub struct Row {
    /// What is measured.
    pub name: String,
    /// How to read the numbers.
    pub unit: Unit,
    /// Ours.
    pub sero: Option<f64>,
    /// Sapling's.
    pub sapling: Option<f64>,
    /// Orchard's.
    pub orchard: Option<f64>,
}

impl Row {
    /// How many times better ours is than another.
    fn advantage(&self, peer: Option<f64>) -> Option<f64> {
        let (ours, theirs) = (self.sero?, peer?);
        Some(match self.unit {
            Unit::Count | Unit::Time => theirs / ours,
            Unit::Rate => ours / theirs,
        })
    }

    fn cells(&self) -> [String; 6] {
        let value = |value: Option<f64>| value.map_or(String::new(), |value| self.unit.text(value));
        let ratio = |peer| self.advantage(peer).map_or(String::new(), |ratio| format!("{ratio:.1}x"));
        [
            self.name.clone(),
            value(self.sero),
            value(self.sapling),
            value(self.orchard),
            ratio(self.sapling),
            ratio(self.orchard),
        ]
    }
}

impl Unit {
    fn text(self, value: f64) -> String {
        match self {
            Unit::Count => thousands(value),
            Unit::Rate => format!("{}/s", thousands(value)),
            Unit::Time if value >= 1.0 => format!("{value:.2} s"),
            Unit::Time if value >= 0.1 => format!("{:.0} ms", value * 1e3),
            Unit::Time => format!("{:.2} ms", value * 1e3),
        }
    }
}

/// A whole number with commas between thousands.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What must be reached.
pub struct Target {
    /// What.
    pub name: &'static str,
    /// The least value that is good.
    pub least: f64,
    /// The value found.
    pub found: f64,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.found >= self.least { "reached" } else { "not reached" };
        let number = |value: f64| if value < 1000.0 { format!("{value:.1}") } else { thousands(value) };
        write!(f, "target {verdict}: {} {} (at least {})", number(self.found), self.name, number(self.least))
    }
}

/// Rows under their headings.
#[derive(Default)]
pub struct Table(Vec<Row>);

impl Table {
    /// Adds a row.
    pub fn push(&mut self, name: impl Into<String>, unit: Unit, values: [Option<f64>; 3]) {
        let [sero, sapling, orchard] = values;
        self.0.push(Row { name: name.into(), unit, sero, sapling, orchard });
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEAD: [&str; 6] = ["", "SERO", "Sapling", "Orchard", "over Sapling", "over Orchard"];
        let mut lines = vec![HEAD.map(String::from)];
        lines.extend(self.0.iter().map(Row::cells));
        let mut widths = [0usize; 6];
        for line in &lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for (at, line) in lines.iter().enumerate() {
            for (column, (cell, width)) in line.iter().zip(widths).enumerate() {
                match column {
                    0 => write!(f, "| {cell:<width$} |")?,
                    _ => write!(f, " {cell:>width$} |")?,
                }
            }
            writeln!(f)?;
            if at == 0 {
                for (column, width) in widths.into_iter().enumerate() {
                    let dashes = "-".repeat(width.saturating_sub(usize::from(column > 0)));
                    match column {
                        0 => write!(f, "| {dashes} |")?,
                        _ => write!(f, " {dashes}: |")?,
                    }
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }
}
