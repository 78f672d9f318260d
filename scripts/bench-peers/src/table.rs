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

/// One measure of ours and the peers', where they have it.
struct Row<const PEERS: usize> {
    name: String,
    unit: Unit,
    ours: Option<f64>,
    peers: [Option<f64>; PEERS],
}

impl<const PEERS: usize> Row<PEERS> {
    /// How many times better ours is than another.
    fn advantage(&self, peer: Option<f64>) -> Option<f64> {
        let (ours, theirs) = (self.ours?, peer?);
        Some(match self.unit {
            Unit::Count | Unit::Time => theirs / ours,
            Unit::Rate => ours / theirs,
        })
    }

    fn cells(&self) -> Vec<String> {
        let value = |value: Option<f64>| value.map_or(String::new(), |value| self.unit.text(value));
        let ratio = |peer| self.advantage(peer).map_or(String::new(), |ratio| format!("{ratio:.1}x"));
        let mut cells = vec![self.name.clone(), value(self.ours)];
        cells.extend(self.peers.map(value));
        cells.extend(self.peers.map(ratio));
        cells
    }
}

impl Unit {
    fn text(self, value: f64) -> String {
        match self {
            Unit::Count => thousands(value),
            Unit::Rate => format!("{}/s", thousands(value)),
            Unit::Time if value >= 1.0 => format!("{value:.2} s"),
            Unit::Time if value >= 0.1 => format!("{:.0} ms", value * 1e3),
            Unit::Time if value >= 1e-4 => format!("{:.2} ms", value * 1e3),
            Unit::Time => format!("{:.2} µs", value * 1e6),
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

/// Rows under their headings: ours, the peers', and the ratios.
pub struct Table<const PEERS: usize> {
    peers: [&'static str; PEERS],
    rows: Vec<Row<PEERS>>,
}

impl<const PEERS: usize> Table<PEERS> {
    /// A table without rows.
    pub fn new(peers: [&'static str; PEERS]) -> Self {
        Self { peers, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, name: impl Into<String>, unit: Unit, ours: Option<f64>, peers: [Option<f64>; PEERS]) {
        self.rows.push(Row { name: name.into(), unit, ours, peers });
    }

    fn head(&self) -> Vec<String> {
        let mut head = vec![String::new(), "SERO".into()];
        head.extend(self.peers.map(String::from));
        head.extend(self.peers.map(|peer| format!("over {peer}")));
        head
    }
}

impl<const PEERS: usize> fmt::Display for Table<PEERS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = vec![self.head()];
        lines.extend(self.rows.iter().map(Row::cells));
        let mut widths = vec![0usize; 2 + 2 * PEERS];
        for line in &lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for (at, line) in lines.iter().enumerate() {
            for (column, (cell, width)) in line.iter().zip(widths.iter().copied()).enumerate() {
                match column {
                    0 => write!(f, "| {cell:<width$} |")?,
                    _ => write!(f, " {cell:>width$} |")?,
                }
            }
            writeln!(f)?;
            if at == 0 {
                for (column, width) in widths.iter().copied().enumerate() {
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
