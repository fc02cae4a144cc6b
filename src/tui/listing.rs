//! Listing: the rows of each tab of the panel. Update moves through them, view draws them.

use super::app::Area;
use super::index::{Loose, statement};
use super::reader::{Naming, Panel, Reader, Stage, Tab, Target};
use super::update::jump::Way;
use crate::annotate::{FigureId, StatementId};

/// One row of a tab.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// Index into the voices: heads the statements below it.
    Voice(usize),
    Statement(StatementId),
    Figure(FigureId),
    /// Index into the folds.
    Fold(usize),
    /// Index into the suspects.
    Suspect(usize),
    Loose(Loose),
    /// Says that the tab is empty.
    Nothing(&'static str),
}

impl Entry {
    /// What choosing the row makes current; rows without a target are passed over.
    pub fn target(&self, reader: &Reader) -> Option<Target> {
        match self {
            Entry::Voice(_) | Entry::Nothing(_) => None,
            Entry::Statement(id) => Some(Target::Statement(*id)),
            Entry::Figure(id) => Some(Target::Mention(*id, 0)),
            Entry::Fold(i) => reader.index.folds.get(*i).map(|fold| Target::Fold(fold.start)),
            Entry::Suspect(i) => {
                let suspect = reader.document.marks.suspects.get(*i)?;
                Some(Target::Block(reader.document.block_at(suspect.span.start)))
            }
            Entry::Loose(Loose::Quotation(i)) => Some(Target::Quotation(*i)),
            Entry::Loose(Loose::NoSpeaker(id) | Loose::Possible(id) | Loose::Unresolved(id)) => {
                Some(Target::Statement(*id))
            }
        }
    }
}

/// The rows of the open tab.
pub fn entries(reader: &Reader) -> Vec<Entry> {
    let index = &reader.index;
    let rows: Vec<Entry> = match reader.panel.tab {
        Tab::Speakers => speakers(reader),
        Tab::Figures => index.figures.iter().map(|id| Entry::Figure(*id)).collect(),
        Tab::Folded => {
            let folds = (0..index.folds.len()).map(Entry::Fold);
            folds.chain((0..index.counts.suspects).map(Entry::Suspect)).collect()
        }
        Tab::Loose => index.loose.iter().map(|loose| Entry::Loose(*loose)).collect(),
    };
    if rows.is_empty() { vec![Entry::Nothing(nothing(reader))] } else { rows }
}

fn nothing(reader: &Reader) -> &'static str {
    let naming = reader.panel.naming;
    match reader.panel.tab {
        // Nothing yet is not nothing.
        _ if reader.stage != Stage::Done => "Reading along ...",
        Tab::Speakers if naming == Naming::Named => "No speaker with a name found.",
        Tab::Speakers if naming == Naming::Unnamed => "No unnamed source found.",
        Tab::Speakers if naming == Naming::Unresolved => "Nobody unresolved: it is known who every “he” is.",
        Tab::Speakers if !reader.index.loose.is_empty() => "No speaker found: see 4 loose.",
        Tab::Speakers => "No quotations or reported statements found.",
        Tab::Figures => "No named figures found.",
        Tab::Folded => "No clutter found, nothing suspect.",
        Tab::Loose => "No loose ends: every quotation has a speaker.",
    }
}

fn speakers(reader: &Reader) -> Vec<Entry> {
    let voices = reader.index.speakers.iter().enumerate();
    voices
        .filter(|(_, voice)| reader.panel.naming.lets(voice))
        .flat_map(|(i, voice)| {
            let statements = voice.statements.iter().map(|id| Entry::Statement(*id));
            std::iter::once(Entry::Voice(i)).chain(statements)
        })
        .collect()
}

/// Rows that can be chosen: their places among the entries, with their targets.
pub fn choices(reader: &Reader) -> Vec<(usize, Target)> {
    let rows = entries(reader).into_iter().enumerate();
    rows.filter_map(|(row, entry)| Some((row, entry.target(reader)?))).collect()
}

/// Whether the target of a row is the current thing; a figure is by any of its mentions.
pub fn is_current(reader: &Reader, target: Target) -> bool {
    match (target, reader.current) {
        (Target::Mention(figure, _), _) => reader.figure == Some(figure),
        (target, current) => current == Some(target),
    }
}

/// What the chosen row of the panel stands for: the current thing where the row is that, else the row's own.
pub fn pointed(reader: &Reader) -> Option<Target> {
    let target = choices(reader).get(reader.panel.chosen).map(|(_, target)| *target);
    match target {
        Some(target) if !is_current(reader, target) => Some(target),
        _ => reader.current.or(target),
    }
}

/// The next name, or the one before, that holds `name` (no case), round the ends: what `/` in the panel looks for. A
/// speaker is one name, however many statements stand below it: the first of them is the choice.
pub fn find(reader: &Reader, name: &str, way: Way) -> Option<usize> {
    let wanted = name.to_lowercase();
    let entries = entries(reader);
    let choices = choices(reader);
    let heads = |place: usize| {
        let above = choices[place].0.checked_sub(1).map(|row| &entries[row]);
        !matches!(entries[choices[place].0], Entry::Statement(_)) || matches!(above, Some(Entry::Voice(_)))
    };
    let fits = |place: usize| label(reader, &entries, choices[place].0).to_lowercase().contains(&wanted);
    let here = (0..choices.len()).rev().find(|place| *place <= reader.panel.chosen && heads(*place));
    let mut names = (0..choices.len()).filter(|place| heads(*place) && fits(*place));
    match way {
        Way::Forward => names.clone().find(|place| Some(*place) > here).or_else(|| names.next()),
        Way::Back => names.clone().rfind(|place| Some(*place) < here).or_else(|| names.next_back()),
    }
}

/// The words of a row that a name is looked for in; a statement answers to its speaker.
fn label(reader: &Reader, entries: &[Entry], row: usize) -> String {
    match &entries[row] {
        Entry::Figure(id) => reader.document.annotations.figures[id.index()].name.to_string(),
        Entry::Statement(id) => {
            reader.index.voice_of(*id).map_or(String::new(), |voice| voice.name.to_string())
        }
        Entry::Loose(Loose::NoSpeaker(id) | Loose::Possible(id) | Loose::Unresolved(id)) => {
            statement(&reader.document, *id).content_span().of(reader.text()).to_string()
        }
        _ => String::new(),
    }
}

/// Rows above the list: in a sheet the title with the tabs; beside the text the title, the tabs.
pub const HEAD: [usize; 2] = [1, 2];

/// Rows of the list, and below it (beside the text, where there is room) rows of the card.
pub fn heights(area: Area, beside: bool) -> (usize, usize) {
    let room = area.height.saturating_sub(HEAD[usize::from(beside)]);
    let card = if beside && room >= 24 { CARD } else { 0 };
    (room - card, card)
}

/// Rows of the card under the list, its rule included.
const CARD: usize = 13;

/// The first entry shown, so that the chosen one is in sight with its voice above it where possible.
pub fn top(reader: &Reader, area: Area, beside: bool) -> usize {
    let (height, _) = heights(area, beside);
    let chosen = choices(reader).get(reader.panel.chosen).map_or(0, |(row, _)| *row);
    first_shown(chosen, entries(reader).len(), height)
}

/// The first of `all` rows to show in `height` rows so that `chosen` is in sight, near the middle in a long list.
pub fn first_shown(chosen: usize, all: usize, height: usize) -> usize {
    chosen.saturating_sub(height / 2).min(all.saturating_sub(height))
}

/// The words of the tabs row, with the open one in brackets: their cells and texts.
pub fn tabs(area: Area, beside: bool, panel: &Panel) -> Vec<(usize, Tab, String)> {
    let name = |tab: Tab| match (tab, panel.naming) {
        (Tab::Speakers, naming) if naming != Naming::Any => naming.word(),
        _ => tab.word(),
    };
    let word = |(i, tab): (usize, Tab)| match tab == panel.tab {
        true => format!("[{} {}]", i + 1, name(tab)),
        false => format!("{} {}", i + 1, name(tab)),
    };
    let words: Vec<String> = Tab::ALL.into_iter().enumerate().map(word).collect();
    let width: usize = words.iter().map(|word| word.len() + 1).sum();
    let mut x = if beside { area.x + 2 } else { (area.x + area.width).saturating_sub(width) };
    let place = |(tab, word): (Tab, String)| {
        let at = x;
        x += word.len() + 1;
        (at, tab, word)
    };
    Tab::ALL.into_iter().zip(words).map(place).collect()
}

/// The tab whose words lie at a cell.
pub fn tab_at(area: Area, beside: bool, panel: &Panel, x: usize) -> Option<Tab> {
    let tabs = tabs(area, beside, panel);
    tabs.into_iter().find(|(at, _, word)| (*at..at + word.len()).contains(&x)).map(|(_, tab, _)| tab)
}
