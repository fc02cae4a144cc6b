//! Every pane at every size, and every theme, as snapshots; `INSTA_UPDATE=always cargo test panes` rewrites.

use pullquote::tui::theme::Theme;
use ratatui::style::{Color, Modifier};

use super::stage::Stage;

/// Narrow, usual, wide enough for the panel beside the text, very wide.
const SIZES: [(usize, usize); 4] = [(40, 12), (80, 24), (120, 40), (200, 60)];

/// A pane, the sample it is shown on, and the keys that lead to it.
const PANES: [(&str, &str, &str); 28] = [
    ("text", "harbour.txt", "d"),
    ("statement", "harbour.txt", "s s s"),
    ("selection", "harbour.txt", "s s v h h o l"),
    ("highlights", "harbour.txt", "s s a s A w h y ? Enter H"),
    ("note", "harbour.txt", "s s A w h o Space a s k e d"),
    ("search", "harbour.txt", "/ g u l l Enter"),
    ("hits", "harbour.txt", "/ g u l l Enter i"),
    ("finder", "orchard.txt", "p p e a r"),
    ("pipe", "orchard.txt", "| Tab s o r t"),
    ("card", "harbour.txt", "s s s Enter"),
    ("speakers", "harbour.txt", "s s s Tab"),
    ("named", "harbour.txt", "Tab f"),
    ("all_they_said", "harbour.txt", "s s w j"),
    ("figure_card", "harbour.txt", "e e e Enter"),
    ("figures", "harbour.txt", "Tab 2 j j"),
    ("folded", "harbour.txt", "Tab 3"),
    ("loose", "harbour.txt", "Tab 4"),
    ("skim", "harbour.txt", "&"),
    ("correct", "harbour.txt", "s s c"),
    ("other_speaker", "harbour.txt", "s s c s t a r"),
    ("forms", "harbour.txt", "s Y"),
    ("line", "harbour.txt", ": n e x t"),
    ("bookmarks", "harbour.txt", "d m a '"),
    ("article", "newsboat.txt", "="),
    ("outline", "orchard.txt", "t j"),
    ("help", "orchard.txt", "?"),
    ("help_found", "orchard.txt", "? / c o p y Enter"),
    ("end", "orchard.txt", "G"),
];

#[test]
fn every_pane_at_every_size() {
    for (width, height) in SIZES {
        for (pane, sample, keys) in PANES {
            let mut stage = Stage::sample(sample, width, height);
            let screen = stage.keys(keys).screen();
            let widest = screen.lines().map(pullquote::harmless::cells).max().unwrap_or(0);
            // A wide character and the cell behind it are two cells of the screen, and three here.
            assert!(widest <= width + 8, "{pane} at {width}x{height}: {widest} cells");
            assert_eq!(screen.lines().count(), height, "{pane} at {width}x{height}");
            insta::assert_snapshot!(format!("{pane}_{width}x{height}"), screen);
        }
        let listing =
            Stage::listing(pullquote::load::samples::samples(), width, height).keys("j F j R").screen();
        insta::assert_snapshot!(format!("listing_{width}x{height}"), listing);
    }
}

/// A screen on which nearly every role is to be seen.
fn colourful(theme: Theme) -> Stage {
    let mut stage = Stage::sample("reservoir.txt", 80, 24);
    stage.app.theme = theme;
    stage.keys("s a s s / t h e Enter S");
    stage
}

/// Rows of the screen, each with a row under it that says how its cells are drawn: one letter a cell.
fn drawn(stage: &Stage) -> String {
    let buffer = stage.buffer();
    let mut out = String::new();
    for (y, row) in stage.screen().lines().enumerate() {
        let cells = (0..80).map(|x| letter(buffer[(x, y as u16)].modifier, buffer[(x, y as u16)].fg));
        out.push_str(&format!("{row}\n{}\n", cells.collect::<String>().trim_end()));
    }
    out
}

/// `B`old, `D`im, `U`nderlined, `R`eversed, `*` several of them; a small letter for a colour without any.
fn letter(modifier: Modifier, colour: Color) -> char {
    let known =
        [(Modifier::BOLD, 'B'), (Modifier::DIM, 'D'), (Modifier::UNDERLINED, 'U'), (Modifier::REVERSED, 'R')];
    let mut set = known.iter().filter(|(one, _)| modifier.contains(*one)).map(|(_, letter)| *letter);
    match (set.next(), set.next(), colour) {
        (Some(letter), None, _) => letter,
        (Some(_), Some(_), _) => '*',
        (None, _, Color::Reset) => ' ',
        (None, ..) => 'c',
    }
}

#[test]
fn every_pane_without_colour_and_in_the_light_theme() {
    for name in ["colourless", "light"] {
        for (pane, sample, keys) in PANES {
            let mut stage = Stage::sample(sample, 80, 24);
            stage.app.theme = Theme::named(name, None).unwrap();
            stage.keys(keys);
            insta::assert_snapshot!(format!("{pane}_{name}"), drawn(&stage));
        }
    }
}

#[test]
fn every_theme() {
    for name in ["terminal", "light", "dark", "colourless"] {
        let theme = Theme::named(name, None).unwrap();
        insta::assert_snapshot!(format!("theme_{name}"), drawn(&colourful(theme)));
    }
}

#[test]
fn without_colour_there_is_none_and_sixteen_colours_are_enough() {
    let colours = |name: &str| -> Vec<Color> {
        let buffer = colourful(Theme::named(name, None).unwrap()).buffer();
        buffer.content.iter().flat_map(|cell| [cell.fg, cell.bg]).collect()
    };
    assert!(colours("colourless").iter().all(|colour| *colour == Color::Reset));
    let many = |colour: &Color| matches!(colour, Color::Indexed(_) | Color::Rgb(..));
    assert!(!colours("terminal").iter().any(many));
    assert!(colours("terminal").iter().any(|colour| *colour != Color::Reset));
    assert!(colours("dark").iter().any(many) && colours("light").iter().any(many));
}
