//! Jumps: to statements, figures, mentions, hits, paragraphs. Each sets the one current thing and brings it into view.

use super::scroll::{self, Spot};
use crate::annotate::FigureId;
use crate::span::Span;
use crate::tui::app::Area;
use crate::tui::command::Command;
use crate::tui::index::statement;
use crate::tui::reader::{Reader, Stage, Target};

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Forward,
    Back,
}

/// What a jump came to: nothing to say, or why it did not happen.
pub type Outcome = Result<Option<String>, String>;

/// Runs a jump command `count` times; `None` when `command` is no jump.
pub fn run(reader: &mut Reader, column: Area, command: Command, count: usize) -> Option<Outcome> {
    let (forward, back, way) = pair(command)?;
    reader.jump = Some((forward, back));
    Some(repeat(reader, column, forward, way, count))
}

/// The last jump again, forward or back.
pub fn again(reader: &mut Reader, column: Area, way: Way, count: usize) -> Outcome {
    let Some((forward, _)) = reader.jump else { return Err("no jump yet: s, e, / and others jump".into()) };
    repeat(reader, column, forward, way, count)
}

fn repeat(reader: &mut Reader, column: Area, forward: Command, way: Way, count: usize) -> Outcome {
    let mut said = None;
    for nth in 0..count.max(1) {
        match one(reader, column, forward, way) {
            Ok(words) => said = words,
            Err(words) if nth == 0 => return Err(words),
            Err(_) => break,
        }
    }
    Ok(said)
}

fn pair(command: Command) -> Option<(Command, Command, Way)> {
    use Command::*;
    let pairs = [
        (NextStatement, PreviousStatement),
        (NextFigure, PreviousFigure),
        (NextMention, PreviousMention),
        (NextBySpeaker, PreviousBySpeaker),
        (NextHit, PreviousHit),
        (ParagraphDown, ParagraphUp),
    ];
    pairs.into_iter().find_map(|(forward, back)| {
        let way = match command {
            c if c == forward => Way::Forward,
            c if c == back => Way::Back,
            _ => return None,
        };
        Some((forward, back, way))
    })
}

fn one(reader: &mut Reader, column: Area, forward: Command, way: Way) -> Outcome {
    match forward {
        Command::NextStatement => next_statement(reader, column, way),
        Command::NextFigure => next_figure(reader, column, way),
        Command::NextMention => next_mention(reader, column, way),
        Command::NextBySpeaker => next_by_speaker(reader, column, way),
        Command::NextHit => next_hit(reader, column, way),
        _ => next_paragraph(reader, column, way),
    }
}

/// Makes `target` current and brings it into view, opening the fold it lies in.
pub fn to(reader: &mut Reader, column: Area, target: Target) {
    let span = reader.span_of(target);
    open_fold_at(reader, target, span);
    scroll::show(reader, column, span, Spot::Near);
    choose(reader, target);
}

/// Makes `target` current where it stands.
pub fn choose(reader: &mut Reader, target: Target) {
    reader.current = Some(target);
    reader.fresh = false;
    match target {
        Target::Mention(figure, _) => reader.figure = Some(figure),
        Target::Statement(id) => {
            let speaker = statement(&reader.document, id).speaker.as_ref();
            if let Some(figure) = speaker.and_then(|speaker| speaker.figures.first()) {
                reader.figure = Some(*figure);
            }
        }
        _ => {}
    }
}

fn open_fold_at(reader: &mut Reader, target: Target, span: Span) {
    let block = reader.document.block_at(span.start);
    if !matches!(target, Target::Fold(_)) && reader.folds_away(block) {
        reader.folds.opened.insert(block);
        reader.refresh();
    }
}

/// Where the next jump starts: at the current thing while it is on screen, else at the top visible row.
fn origin(reader: &Reader, column: Area) -> (usize, bool) {
    match reader.current {
        Some(target) if scroll::is_on_screen(reader, column, target) => {
            // A thing at the start of a chosen line lies beyond the choice of the line.
            let is_line = matches!(target, Target::Block(_) | Target::Fold(_));
            (reader.span_of(target).start, !is_line)
        }
        _ => (reader.place.offset, false),
    }
}

/// The nearest of the rising `starts` beyond the origin; the very offset counts where nothing is current.
fn nearest(starts: &[usize], (origin, current): (usize, bool), way: Way) -> Option<usize> {
    match way {
        Way::Forward => starts.iter().position(|start| *start > origin || (!current && *start == origin)),
        Way::Back => starts.iter().rposition(|start| *start < origin),
    }
}

fn edge(way: Way, thing: &str) -> String {
    match way {
        Way::Forward => format!("no {thing} further down"),
        Way::Back => format!("no {thing} further up"),
    }
}

fn step(place: usize, way: Way) -> Option<usize> {
    match way {
        Way::Forward => place.checked_add(1),
        Way::Back => place.checked_sub(1),
    }
}

fn next_statement(reader: &mut Reader, column: Area, way: Way) -> Outcome {
    let listed = &reader.index.listed;
    if listed.is_empty() {
        return Err(none_found(reader).into());
    }
    let here = match reader.current {
        Some(Target::Statement(id)) if scroll::is_on_screen(reader, column, Target::Statement(id)) => {
            listed.iter().position(|listed| *listed == id)
        }
        _ => None,
    };
    let next = match here {
        Some(place) => step(place, way),
        None => {
            let starts: Vec<usize> =
                listed.iter().map(|id| statement(&reader.document, *id).span().start).collect();
            nearest(&starts, origin(reader, column), way)
        }
    };
    let id = next.and_then(|next| listed.get(next)).copied().ok_or_else(|| edge(way, "statement"))?;
    to(reader, column, Target::Statement(id));
    Ok(None)
}

fn none_found(reader: &Reader) -> &'static str {
    match reader.stage {
        Stage::Done => "no quotations or reported statements found",
        Stage::Reading | Stage::Arriving => "still reading along: try again in a moment",
    }
}

fn next_by_speaker(reader: &mut Reader, column: Area, way: Way) -> Outcome {
    let ids = reader.by_current_speaker();
    if ids.is_empty() {
        return Err("no speaker chosen: s goes to a statement, e to a figure".into());
    }
    let starts: Vec<usize> = ids.iter().map(|id| statement(&reader.document, *id).span().start).collect();
    let next = match reader.current {
        Some(Target::Statement(id)) => ids.iter().position(|i| *i == id).and_then(|place| step(place, way)),
        _ => nearest(&starts, origin(reader, column), way),
    };
    let id =
        next.and_then(|next| ids.get(next)).copied().ok_or_else(|| edge(way, "statement by this speaker"))?;
    to(reader, column, Target::Statement(id));
    Ok(None)
}

/// The first mention in sight of a figure, as a target with its offset.
fn first_mention(reader: &Reader, figure: FigureId) -> Option<(usize, Target)> {
    let mentions = reader.document.annotations.figures[figure.index()].mentions.iter().enumerate();
    let mut seen = mentions.filter(|(_, m)| !reader.folds_away(reader.document.block_at(m.span().start)));
    seen.next().map(|(nth, mention)| (mention.span().start, Target::Mention(figure, nth)))
}

fn next_figure(reader: &mut Reader, column: Area, way: Way) -> Outcome {
    let firsts: Vec<(usize, Target)> =
        reader.index.figures.iter().filter_map(|figure| first_mention(reader, *figure)).collect();
    if firsts.is_empty() {
        return Err("no named figures found".into());
    }
    let starts: Vec<usize> = firsts.iter().map(|(start, _)| *start).collect();
    let next = nearest(&starts, origin(reader, column), way).ok_or_else(|| edge(way, "new figure"))?;
    to(reader, column, firsts[next].1);
    Ok(None)
}

fn next_mention(reader: &mut Reader, column: Area, way: Way) -> Outcome {
    let figure = reader.figure.ok_or("no figure chosen: e goes to one, s to a statement")?;
    let figures = &reader.document.annotations.figures;
    let mentions = figures.get(figure.index()).map_or(&[][..], |figure| &figure.mentions);
    let seen = |nth: &usize| !reader.folds_away(reader.document.block_at(mentions[*nth].span().start));
    let places: Vec<usize> = (0..mentions.len()).filter(seen).collect();
    let starts: Vec<usize> = places.iter().map(|nth| mentions[*nth].span().start).collect();
    let next =
        nearest(&starts, origin(reader, column), way).ok_or_else(|| edge(way, "mention of this figure"))?;
    to(reader, column, Target::Mention(figure, places[next]));
    Ok(None)
}

fn next_hit(reader: &mut Reader, column: Area, way: Way) -> Outcome {
    let search = reader.search.as_ref().ok_or("nothing searched yet: / searches")?;
    if search.hits.is_empty() {
        return Err(format!("not found: {}", search.query));
    }
    let all = search.hits.len();
    let starts: Vec<usize> = search.hits.iter().map(|hit| hit.start).collect();
    let next = nearest(&starts, origin(reader, column), way);
    let wrapped = next.is_none();
    let hit = next.unwrap_or(if way == Way::Forward { 0 } else { all - 1 });
    let round = match (wrapped, way) {
        (false, _) => "",
        (true, Way::Forward) => ", on from the start",
        (true, Way::Back) => ", on from the end",
    };
    let words = format!("{} of {all} for \"{}\"{round}", hit + 1, search.query);
    to(reader, column, Target::Hit(hit));
    Ok(Some(words))
}

/// The next line that is shown, a fold being one: it becomes current, at the top of the screen where it can.
fn next_paragraph(reader: &mut Reader, column: Area, way: Way) -> Outcome {
    let stops = stops(reader);
    let here = line_of_origin(reader, column);
    let next = match way {
        Way::Forward => stops.iter().find(|stop| here.is_none_or(|here| **stop > here)),
        Way::Back => stops.iter().rev().find(|stop| here.is_some_and(|here| **stop < here)),
    };
    let block = *next.ok_or_else(|| edge(way, "paragraph"))?;
    match reader.document.article.blocks[block].span.start {
        0 => scroll::to_start(reader, column),
        offset => scroll::to(reader, column, offset),
    }
    let is_fold = reader.folds_away(block);
    choose(reader, if is_fold { Target::Fold(block) } else { Target::Block(block) });
    Ok(None)
}

/// The blocks in sight, and the first one of each fold.
fn stops(reader: &Reader) -> Vec<usize> {
    let folds: Vec<usize> = reader.index.folds.iter().map(|fold| fold.start).collect();
    let shown = |block: &usize| !reader.folds_away(*block) || folds.binary_search(block).is_ok();
    (0..reader.document.article.blocks.len()).filter(shown).collect()
}

/// The line that is current, else the one at the top; going back, a line cut by the top of the screen counts as
/// below. Nothing where the title is above the first line and nothing is chosen.
fn line_of_origin(reader: &Reader, column: Area) -> Option<usize> {
    let current = reader.current.filter(|target| scroll::is_on_screen(reader, column, *target));
    let (offset, chosen) = match current {
        Some(target) => (reader.span_of(target).start, true),
        None => (reader.place.offset, false),
    };
    (chosen || reader.place.head == 0).then(|| reader.document.block_at(offset))
}

/// To the paragraph that the gutter of the panel calls `number`; the last one when there are fewer.
pub fn to_paragraph(reader: &mut Reader, column: Area, number: usize) {
    let numbered = reader.index.paragraphs.iter().enumerate();
    let reached = numbered.rev().find(|(_, paragraph)| paragraph.is_some_and(|n| n.get() as usize <= number));
    if let Some((block, _)) = reached {
        let span = reader.document.article.blocks[block].span;
        scroll::show(reader, column, span, Spot::Top);
        choose(reader, Target::Block(block));
    }
}
