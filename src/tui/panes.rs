//! Panes: where the parts of the reader lie, in cells. Update and view both take the sizes from here.

/// In cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub width: usize,
    pub height: usize,
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

impl Area {
    pub fn has(&self, x: usize, y: usize) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }
}

/// Where the parts of the reader lie. Update and view both take the sizes from here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The words of the text.
    pub column: Area,
    /// Left of the words.
    pub gutter: Area,
    /// The cell column of the position strip.
    pub strip: usize,
    pub panel: Option<Area>,
    pub status: usize,
    pub hint: Option<usize>,
}

/// Narrower or lower than this, only a sentence that says so is shown.
pub const SMALLEST: Size = Size { width: 20, height: 5 };
/// From this width on the panel stands beside the text.
const BESIDE: usize = 100;
/// Cells of the panel beside the text: what a wide window has over goes to it, up to the second.
const PANEL: (usize, usize) = (44, 76);
/// Cells that the text has before the panel gets more than the least.
const TEXT_FIRST: usize = 104;
/// Bounds of the text column.
const NARROWEST: usize = 66;
const WIDEST: usize = 80;
const GUTTER: usize = 7;
const SLIM_GUTTER: usize = 5;

impl Panes {
    /// `measure`: the cells of the text column that the user wants, where they fit.
    pub fn new(size: Size, panel: bool, measure: Option<usize>) -> Panes {
        let hint = (size.height >= 8).then(|| size.height - 1);
        let status = size.height.saturating_sub(if hint.is_some() { 2 } else { 1 });
        let beside = panel && size.width >= BESIDE;
        let wide = size.width.saturating_sub(TEXT_FIRST).clamp(PANEL.0, PANEL.1);
        let width = if beside { size.width - wide } else { size.width };
        let sheet = if panel && !beside { status * 3 / 5 } else { 0 };
        let height = status - sheet;
        let column = column(width, height, measure);
        let (_, slim) = gutter(width);
        Panes {
            column,
            gutter: Area { x: column.x - slim, y: 0, width: slim, height },
            strip: width.saturating_sub(1),
            panel: panel.then_some(match beside {
                true => Area { x: width, y: 0, width: wide, height: status },
                false => Area { x: 0, y: height, width: size.width, height: sheet },
            }),
            status,
            hint,
        }
    }

    /// Whether the panel stands beside the text (else it is a sheet below).
    pub fn beside(&self) -> bool {
        self.panel.is_some_and(|panel| panel.x > 0)
    }
}

/// Whether there is room for the full gutter, and the gutter's width.
fn gutter(width: usize) -> (bool, usize) {
    let full = width >= 60;
    (full, if full { GUTTER } else { SLIM_GUTTER })
}

/// The narrowest text column that keys make, in cells.
pub const SLIMMEST: usize = 24;

fn column(width: usize, height: usize, measure: Option<usize>) -> Area {
    let (_, gutter) = gutter(width);
    let room = width.saturating_sub(gutter + 2).max(1);
    let wide = if width >= NARROWEST + 10 { width.saturating_sub(14).clamp(NARROWEST, WIDEST) } else { room };
    let measure = measure.unwrap_or(wide).max(SLIMMEST).min(room);
    let x = (width.saturating_sub(measure) / 2).max(gutter);
    Area { x, y: 0, width: measure, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_stands_where_it_is_drawn() {
        // width, panel -> first cell of the words, their width, strip
        let cases = [
            ((80, false), (7, 66, 79)),
            ((120, false), (20, 80, 119)),
            ((120, true), (7, 66, 75)),
            ((200, true), (22, 80, 123)),
            ((200, false), (60, 80, 199)),
            ((40, false), (5, 33, 39)),
            ((70, false), (7, 61, 69)),
        ];
        for ((width, panel), expected) in cases {
            let panes = Panes::new(Size { width, height: 24 }, panel, None);
            assert_eq!((panes.column.x, panes.column.width, panes.strip), expected, "{width} {panel}");
        }
    }

    #[test]
    fn every_size_has_panes_that_fit() {
        for width in 1..130 {
            for height in 1..60 {
                for panel in [false, true] {
                    let wanted = [None, Some(1), Some(70), Some(900)][(width + height) % 4];
                    let panes = Panes::new(Size { width, height }, panel, wanted);
                    assert!(panes.status < height);
                    assert!(panes.column.height <= height, "{width}x{height}");
                    assert!(width < SMALLEST.width || panes.column.x + panes.column.width <= width);
                }
            }
        }
    }
}
