//! Tables: those that hold data become rows that are readable in cells; those that only lay a page out do not.

use dom_query::NodeRef;

use super::dom::{name, words};
use crate::harmless::cells;

/// Columns are lined up where a row is not wider than this, in cells.
const WIDEST: usize = 64;
/// A cell with more characters than this is prose.
const LONGEST: usize = 240;
/// Stands between two cells.
const BETWEEN: &str = "  │ ";

/// The rows of a table of data, each with the words of its cells; nothing where the table is mere layout.
pub fn rows(table: &NodeRef) -> Option<Vec<Vec<String>>> {
    let inside: Vec<NodeRef> = table.descendants_it().collect();
    // Asked first: the words of tables in tables would be gathered again for each of them.
    if inside.iter().any(|node| name(node) == "table") {
        return None;
    }
    let rows: Vec<Vec<NodeRef>> = inside.iter().filter(|node| name(node) == "tr").map(row).collect();
    let rows: Vec<Vec<NodeRef>> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(words).collect()).collect();
    let prose = rows.iter().flatten().any(|cell| cell.chars().count() > LONGEST);
    let data = !prose && columns > 1 && rows.len() > 1;
    data.then(|| rows.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect())
}

fn row<'a>(row: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    row.children_it(false).filter(|cell| matches!(name(cell).as_str(), "td" | "th")).collect()
}

/// One line a row.
pub fn lines(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cells(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let total = widths.iter().sum::<usize>() + columns.saturating_sub(1) * cells(BETWEEN);
    let lined_up = total <= WIDEST;
    rows.iter().map(|row| line(row, lined_up.then_some(&widths[..]))).collect()
}

fn line(row: &[String], widths: Option<&[usize]>) -> String {
    let pad = |(column, cell): (usize, &String)| {
        let width = widths.map_or(0, |widths| widths[column]);
        format!("{cell}{}", " ".repeat(width.saturating_sub(cells(cell))))
    };
    let padded: Vec<String> = row.iter().enumerate().map(pad).collect();
    padded.join(if widths.is_some() { BETWEEN } else { " │ " }).trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn of(page: &str) -> Option<Vec<String>> {
        let document = Document::from(page);
        rows(&document.select("table").nodes()[0]).map(|rows| lines(&rows))
    }

    #[test]
    fn data_is_lined_up() {
        let page = "<table><tr><th>Port<th>Ships<tr><td>Orvanne<td>12<tr><td>Sk <b>era</b><td>7</table>";
        assert_eq!(of(page).unwrap(), ["Port     │ Ships", "Orvanne  │ 12", "Sk era   │ 7"]);
    }

    #[test]
    fn layout_is_no_data() {
        let long = "word ".repeat(80);
        assert_eq!(of("<table><tr><td>one<tr><td>two</table>"), None);
        assert_eq!(of(&format!("<table><tr><td>{long}<td>x<tr><td>a<td>b</table>")), None);
    }
}
