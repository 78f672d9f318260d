//! CSV.

use std::{
    fs::File,
    io::{BufWriter, Result, Write},
    path::Path,
};

/// A CSV file with a header line.
pub struct Table(BufWriter<File>);

impl Table {
    pub fn create(folder: &Path, name: &str, columns: &str) -> Result<Self> {
        let mut file = BufWriter::new(File::create(folder.join(name))?);
        writeln!(file, "{columns}")?;
        Ok(Self(file))
    }

    /// Names first, then numbers.
    pub fn row(&mut self, names: &[&str], numbers: &[f64]) -> Result<()> {
        let numbers = numbers.iter().map(|n| format!("{n:.5}"));
        let cells: Vec<String> = names.iter().map(ToString::to_string).chain(numbers).collect();
        writeln!(self.0, "{}", cells.join(","))
    }
}

/// The value below which this part of the sorted values lies.
pub fn quantile(sorted: &[f64], part: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * part).round() as usize]
}

pub fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}
