//! The Linux console: its fonts have 256 or 512 glyphs, and it draws the same blot for all others. What articles often
//! hold beside those is drawn as what comes nearest. Our own marks are in its fonts (Lat15, Uni2 and their kin).

use ratatui::buffer::Buffer;

/// Whether the terminal is the console, by the variable TERM.
pub fn is_console(term: Option<&str>) -> bool {
    term == Some("linux")
}

/// Draws anew what the fonts lack.
pub fn fit(frame: &mut Buffer) {
    for cell in &mut frame.content {
        let mut letters = cell.symbol().chars();
        if let (Some(c), None) = (letters.next(), letters.next())
            && let Some(nearest) = nearest(c)
        {
            cell.set_char(nearest);
        }
    }
}

/// One cell for one cell.
fn nearest(c: char) -> Option<char> {
    Some(match c {
        // Spaces: of a figure, thin, hair, narrow.
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{2043}' => '-',
        '\u{2012}' => '–',
        '\u{2015}' => '—',
        '\u{2032}' => '\'',
        '\u{2033}' => '"',
        '◦' | '‣' | '∙' => '·',
        // Control characters, which are drawn as their pictures.
        '\u{2400}'..='\u{2426}' => '?',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fonts_lack_is_drawn_as_what_comes_nearest() {
        let mut frame = Buffer::with_lines(["◦ 5\u{202f}km − ‑ │ ┃ “a” …", "\u{241b}[31m é 中"]);
        fit(&mut frame);
        assert_eq!(frame, Buffer::with_lines(["· 5 km - - │ ┃ “a” …", "?[31m é 中"]));
    }
}
