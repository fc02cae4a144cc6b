//! Runs of capitalised words, cut into names: titles split off, capitals that tell nothing left out.

use std::ops::Range;

use super::Scene;
use crate::annotate::lexicon::Classes;
use crate::annotate::names::{ByHash, Hints, join};
use crate::annotate::token::{Shape, Tag};

/// A name as it stands, before its kind is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub tokens: Range<usize>,
    /// The title or office right before it.
    pub role: Option<Range<usize>>,
}

/// How often each word is written with and without a capital where the capital tells something.
pub struct Memory {
    seen: ByHash<Seen>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    capital: u16,
    small: u16,
}

impl Memory {
    pub fn new(scene: Scene) -> Memory {
        let mut seen: ByHash<Seen> = ByHash::default();
        let all = &scene.tokens.all;
        for (i, token) in all.iter().enumerate().filter(|(_, token)| token.is_word()) {
            if token.shape.has(Shape::CAPITAL) && !token.shape.has(Shape::TITLED) {
                let entry = seen.entry(u64::from(token.hash)).or_default();
                if !starts_sentence(scene, i) {
                    entry.capital = entry.capital.saturating_add(1);
                }
            }
        }
        for token in all.iter().filter(|token| token.is_word() && !token.shape.has(Shape::CAPITAL)) {
            if let Some(entry) = seen.get_mut(&u64::from(token.hash)) {
                entry.small = entry.small.saturating_add(1);
            }
        }
        Memory { seen }
    }

    fn of(&self, hash: u32) -> Seen {
        self.seen.get(&u64::from(hash)).copied().unwrap_or_default()
    }
}

/// Whether the capital of a token may come from its place alone.
pub fn starts_sentence(scene: Scene, i: usize) -> bool {
    let start = scene.tokens.sentence(i).start;
    if i == start {
        return true;
    }
    let before = scene.tokens.all[i - 1];
    matches!(before.tag, Tag::Quote | Tag::Colon | Tag::Dash | Tag::Symbol)
        || i > start && is_turn(scene, start, i)
}

/// After a number at the start of a list item.
fn is_turn(scene: Scene, start: usize, i: usize) -> bool {
    scene.tokens.all[start..i].iter().all(|token| !token.is_word() || token.tag == Tag::Cd)
}

/// All names, in order of the text.
pub fn names(scene: Scene, memory: &Memory) -> Vec<Name> {
    let mut names = Vec::new();
    for sentence in &scene.tokens.sentences {
        let sentence = sentence.start as usize..sentence.end as usize;
        let mut i = sentence.start;
        while i < sentence.end {
            if !is_part(scene, memory, i) {
                i += 1;
                continue;
            }
            let end = run_end(scene, memory, i, sentence.end);
            cut(scene, memory, i..end, &mut names);
            i = end;
        }
    }
    names
}

/// Whether a token can be part of a name.
fn is_part(scene: Scene, memory: &Memory, i: usize) -> bool {
    let token = scene.tokens.all[i];
    if token.shape.has(Shape::DIGIT) {
        return is_listed(scene, i..i + 1);
    }
    if !token.is_word() || !(token.shape.has(Shape::CAPITAL) || is_prefixed(token.span().of(scene.text))) {
        return false;
    }
    let word = scene.tokens.word(i, scene.lexicon);
    if token.shape.has(Shape::CAPITALS)
        && word.tag.is_some_and(|tag| !tag.is_name())
        && token.span().len() > 2
    {
        return is_listed(scene, i..i + 1)
            || scene.names.hints(token.hash).is_given() && next_is_capital(scene, i);
    }
    let grammar = matches!(
        word.tag,
        Some(Tag::Prp | Tag::PrpS | Tag::Dt | Tag::Wp | Tag::Wdt | Tag::Wrb | Tag::Cc | Tag::Md)
    );
    let short = token.shape.has(Shape::CAPITALS) && !token.shape.has(Shape::TITLED);
    if word.classes.has(Classes::DATE) || (grammar && !short) || token.tag == Tag::Cd {
        return false;
    }
    if token.shape.has(Shape::TITLED) || starts_sentence(scene, i) {
        shows_name(scene, memory, i)
    } else {
        true
    }
}

/// "al-Assad", "el-Sisi": names whose first letter is small.
fn is_prefixed(word: &str) -> bool {
    let rest = ["al-", "el-", "d'", "d’"].iter().find_map(|prefix| word.strip_prefix(prefix));
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// Evidence for a capital that stands where any word would have one.
fn shows_name(scene: Scene, memory: &Memory, i: usize) -> bool {
    let token = scene.tokens.all[i];
    let seen = memory.of(token.hash);
    let word = scene.tokens.word(i, scene.lexicon);
    let describes = word.tag.is_none_or(|tag| tag.is_noun() || tag == Tag::Jj);
    let office =
        scene.tokens.all.get(i + 1).is_some_and(|next| scene.names.hints(next.hash).has(Hints::TITLE));
    let hints = scene.names.hints(token.hash);
    if (office && describes || hints.has(Hints::TITLE)) && next_is_capital(scene, i) {
        return true;
    }
    if seen.capital > 0 {
        return seen.capital >= seen.small;
    }
    let common = word.tag.is_some_and(|tag| !tag.is_name());
    let before_name = next_is_capital(scene, i) && !token.shape.has(Shape::TITLED);
    let content = word.tag.is_some_and(|tag| tag.is_noun() || matches!(tag, Tag::Jj | Tag::Vbg | Tag::Vbn));
    let phrase = scene.names.is_place(u64::from(token.hash)) || is_listed(scene, i..i + 1);
    seen.small == 0
        && (!common || hints.is_given() && before_name || phrase || word.capital.is_some_and(Tag::is_name))
        || before_name && content && seen.small == 0
}

fn next_is_capital(scene: Scene, i: usize) -> bool {
    let next = scene.tokens.all.get(i + 1);
    next.is_some_and(|next| next.is_word() && next.shape.has(Shape::CAPITAL))
}

/// Whether a run of tokens is a place or organization of the lists.
pub fn is_listed(scene: Scene, tokens: Range<usize>) -> bool {
    let phrase = join(scene.tokens.all[tokens].iter().map(|token| token.hash));
    scene.names.is_place(phrase) || scene.names.is_organization(phrase)
}

const PARTICLES: [&str; 16] =
    ["de", "la", "van", "von", "der", "den", "bin", "al", "del", "du", "da", "di", "le", "el", "ibn", "dos"];

fn run_end(scene: Scene, memory: &Memory, start: usize, limit: usize) -> usize {
    let mut end = start + 1;
    while end < limit {
        if is_part(scene, memory, end) {
            end += 1;
        } else if let Some(next) = linked(scene, memory, start, end, limit) {
            end = next;
        } else {
            break;
        }
    }
    end
}

/// Where the run goes on behind a small word ("of", "van", "&"); `None` where it does not.
fn linked(scene: Scene, memory: &Memory, start: usize, at: usize, limit: usize) -> Option<usize> {
    let word = scene.tokens.text(at, scene.text);
    let next = |i: usize| (i < limit && is_part(scene, memory, i)).then_some(i + 1);
    let head = scene.names.hints(scene.tokens.all[at - 1].hash);
    let heads = head.has(Hints::ORGANIZATION_NOUN) || head.has(Hints::TITLE) || head.is_role();
    match word {
        "&" => next(at + 1),
        // "the Workers' Union": a plural owner inside an organization's name.
        "’" | "'" if scene.tokens.all[at].tag == Tag::Pos => {
            let owned = scene.tokens.all.get(at + 1).map(|next| scene.names.hints(next.hash));
            owned.filter(|hints| hints.has(Hints::ORGANIZATION_NOUN)).and_then(|_| next(at + 1))
        }
        "of" if heads || head.has(Hints::PLACE_NOUN) => {
            let article = scene.tokens.all.get(at + 1).is_some_and(|token| token.tag == Tag::Dt);
            next(at + 1 + usize::from(article))
        }
        "for" if head.has(Hints::ORGANIZATION_NOUN) => next(at + 1),
        "and" if holds_of(scene, start..at) => next(at + 1),
        word if PARTICLES.contains(&word) => {
            let further = scene.tokens.all.get(at + 1)?;
            let double = PARTICLES.contains(&further.span().of(scene.text));
            next(at + 1 + usize::from(double))
        }
        _ => None,
    }
}

/// "Department of Health and ...": the run holds an "of" after an organization's noun.
fn holds_of(scene: Scene, run: Range<usize>) -> bool {
    let head = scene.names.hints(scene.tokens.all[run.start].hash);
    head.has(Hints::ORGANIZATION_NOUN) && run.clone().any(|i| scene.tokens.text(i, scene.text) == "of")
}

/// Cuts a run into role and name, and emits names inside the role.
fn cut(scene: Scene, memory: &Memory, run: Range<usize>, names: &mut Vec<Name>) {
    let run = trim(scene, memory, run);
    if run.is_empty() {
        return;
    }
    if is_listed(scene, run.clone()) {
        names.push(Name { tokens: run, role: None });
        return;
    }
    match last_title(scene, run.clone()) {
        Some(title) if title + 1 < run.end => {
            inside(scene, run.start..title, names);
            names.push(Name { tokens: title + 1..run.end, role: Some(run.start..title + 1) });
        }
        Some(title) => inside(scene, run.start..title, names),
        None => plain(scene, run, names),
    }
}

/// Without words at the start that describe rather than name ("Former", "Russian" before a person).
fn trim(scene: Scene, memory: &Memory, mut run: Range<usize>) -> Range<usize> {
    while !run.is_empty() {
        let token = scene.tokens.all[run.start];
        let word = scene.tokens.word(run.start, scene.lexicon);
        let seen = memory.of(token.hash);
        let common = word.tag.is_some_and(|tag| !tag.is_noun() || matches!(tag, Tag::Vb | Tag::Vbg));
        let weak = starts_sentence(scene, run.start) || token.shape.has(Shape::TITLED);
        let listed = scene.names.hints(token.hash).is_given() || is_listed(scene, run.clone());
        let office = run.len() > 1
            && is_title(scene, run.clone(), run.start + 1)
            && word.tag.is_some_and(|tag| tag == Tag::Vb);
        if !(weak && common && seen.capital == 0 && !listed && !office && run.len() > 1) {
            break;
        }
        run.start += 1;
    }
    run
}

/// The last title of a run, where what follows it can be a person's name.
fn last_title(scene: Scene, run: Range<usize>) -> Option<usize> {
    let title = run.clone().rev().find(|i| is_title(scene, run.clone(), *i))?;
    let rest = title + 1..run.end;
    let organization =
        rest.clone().any(|i| scene.names.hints(scene.tokens.all[i].hash).has(Hints::ORGANIZATION_NOUN));
    let given = !rest.is_empty() && scene.names.hints(scene.tokens.all[rest.start].hash).is_given();
    let office = rest.clone().next().is_some_and(|i| scene.tokens.text(i, scene.text) == "of");
    if office {
        // "Secretary of State Rex Example": the office is three words.
        let name = title + 3;
        return (name < run.end).then_some(name - 1).or(Some(run.end - 1));
    }
    (!organization || given).then_some(title)
}

fn is_title(scene: Scene, run: Range<usize>, i: usize) -> bool {
    let hints = scene.names.hints(scene.tokens.all[i].hash);
    // "Justice Department", "Prince George's Hospital": a title inside another name is none.
    let given = hints.is_given() && i > run.start && !hints.has(Hints::PERSON_ROLE);
    hints.has(Hints::TITLE) && !given
}

/// Places and organizations named inside a role ("White House" Press Secretary).
fn inside(scene: Scene, role: Range<usize>, names: &mut Vec<Name>) {
    for length in (1..=role.len().min(3)).rev() {
        let tokens = role.start..role.start + length;
        if is_listed(scene, tokens.clone()) && !is_demonym(scene, tokens.start, length) {
            names.push(Name { tokens, role: None });
            return;
        }
    }
}

fn is_demonym(scene: Scene, i: usize, length: usize) -> bool {
    let word = scene.tokens.word(i, scene.lexicon);
    length == 1 && word.capital == Some(Tag::Jj)
}

/// "Q": one letter alone names no one.
fn is_letter(scene: Scene, run: Range<usize>) -> bool {
    run.len() == 1 && scene.tokens.all[run.start].span().len() == 1
}

/// A run without a title: a word in small letters before it may be one ("spokesman Ed Example").
fn plain(scene: Scene, run: Range<usize>, names: &mut Vec<Name>) {
    if is_letter(scene, run.clone())
        || only_adjectives(scene, run.clone())
        || (run.len() == 1 && is_bare_noun(scene, run.start))
    {
        return;
    }
    let role = small_role(scene, run.start);
    names.push(Name { tokens: run, role });
}

/// "the State", "the Church": a common noun with a capital names no one.
fn is_bare_noun(scene: Scene, i: usize) -> bool {
    let hints = scene.names.hints(scene.tokens.all[i].hash);
    let word = scene.tokens.word(i, scene.lexicon);
    let noun = hints.has(Hints::ORGANIZATION_NOUN) || hints.has(Hints::PLACE_NOUN) || hints.is_role();
    noun && word.tag.is_some_and(|tag| !tag.is_name())
}

fn only_adjectives(scene: Scene, run: Range<usize>) -> bool {
    run.clone().all(|i| is_demonym(scene, i, 1))
}

/// The words in small letters right before a name that tell an office, without article.
fn small_role(scene: Scene, start: usize) -> Option<Range<usize>> {
    let sentence = scene.tokens.sentence(start);
    let head = start.checked_sub(1).filter(|head| *head >= sentence.start)?;
    let hints = scene.names.hints(scene.tokens.all[head].hash);
    if scene.tokens.all[head].shape.has(Shape::CAPITAL)
        || !(hints.has(Hints::TITLE) || hints.has(Hints::PERSON_ROLE))
    {
        return None;
    }
    let modifier = |i: &usize| matches!(scene.tokens.all[*i].tag, Tag::Nn | Tag::Nnp | Tag::Jj | Tag::Nns);
    let first = (sentence.start..head).rev().take_while(modifier).take(4).last().unwrap_or(head);
    Some(first..start)
}
