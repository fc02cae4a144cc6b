//! Foreign: who is quoted in French, German and Spanish articles, by a small list of cues and the shape of names.
//!
//! Only quotations with a cue right beside them get a speaker; nothing is said of reported speech without marks. The
//! English models are never asked.

use std::collections::HashMap;
use std::ops::Range;

use super::lexicon::{self, Lexicon};
use super::token::{Shape, Tag, Tokens};
use super::{
    Annotations, Confidence, Construction, Cue, CueClass, Figure, FigureId, FigureKind, Form, Mention, Part,
    Quotation, Speaker, Statement, StatementId, StatementKind, Support,
};
use crate::article::Article;
use crate::span::Span;

const LIST: &str = include_str!("../../assets/lexicon/foreign.txt");

/// How far from its quotation a cue may stand, in tokens.
const REACH: usize = 12;
/// Most tokens of a name or description.
const LONGEST: usize = 7;

/// Chances, by hand: the constructions are plain, and not measured on a corpus; so all stay below "sure".
const STATEMENT: f32 = 0.85;
const SPEAKER: f32 = 0.8;
const FIGURE: f32 = 0.8;
const UNRESOLVED: f32 = 0.3;

/// What a word of the list does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Say,
    Lead,
    Pronoun,
    Title,
    Joint,
    Article,
}

/// The words of one language, by the hash of their letters without regard to case.
#[derive(Clone, Debug, Default)]
pub struct Tongue {
    words: HashMap<u32, Vec<Class>>,
}

impl Tongue {
    /// The words for a language by its ISO 639-1 code; `None` where there is no list.
    pub fn of(code: &str, lexicon: &Lexicon) -> Option<Tongue> {
        let mut tongue = Tongue::default();
        for line in lexicon::entries(LIST) {
            let mut fields = line.split(' ');
            let (language, class, word) = (fields.next()?, fields.next()?, fields.next()?);
            if language == code {
                tongue.words.entry(lexicon.find(word).1).or_default().push(class_of(class)?);
            }
        }
        (!tongue.words.is_empty()).then_some(tongue)
    }

    fn is(&self, hash: u32, class: Class) -> bool {
        self.words.get(&hash).is_some_and(|classes| classes.contains(&class))
    }
}

fn class_of(word: &str) -> Option<Class> {
    Some(match word {
        "say" => Class::Say,
        "lead" => Class::Lead,
        "pronoun" => Class::Pronoun,
        "title" => Class::Title,
        "joint" => Class::Joint,
        "article" => Class::Article,
        _ => return None,
    })
}

/// Statements and figures of an article in the language of `tongue`.
pub fn annotate(
    article: &Article,
    tokens: &Tokens,
    mut quotations: Vec<Quotation>,
    tongue: &Tongue,
    lexicon: &Lexicon,
) -> Annotations {
    let scene = Scene { text: &article.text, tokens, tongue, lexicon };
    let found = scene.quoted(&quotations);
    let names: Vec<Range<usize>> = found
        .iter()
        .filter(|found| found.form == Form::Name)
        .filter_map(|found| found.speaker.clone())
        .collect();
    let figures = scene.figures(&names);
    let mut statements: Vec<Statement> = Vec::new();
    for found in &found {
        for index in &found.quotations {
            quotations[*index].statement = Some(StatementId::new(statements.len()));
        }
        let content = found.quotations.iter().map(|index| quotations[*index].span()).collect();
        statements.push(scene.statement(found, content, &figures));
    }
    for quotation in &mut quotations {
        quotation.scare =
            quotation.statement.is_none() && super::quotation::words(tokens, quotation.span()) <= 2;
    }
    Annotations { quotations, figures, statements, support: Support::Quoted, ..Annotations::default() }
}

/// A quotation (and those that go on with it) with its cue and speaker.
struct Found {
    quotations: Vec<usize>,
    cue: Range<usize>,
    speaker: Option<Range<usize>>,
    /// Part of the cue's word: the pronoun of "dit-il".
    clitic: Option<Span>,
    form: Form,
}

struct Scene<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    tongue: &'a Tongue,
    lexicon: &'a Lexicon,
}

impl Scene<'_> {
    fn is(&self, i: usize, class: Class) -> bool {
        self.tokens.all.get(i).is_some_and(|token| self.tongue.is(token.hash, class))
    }

    fn tag(&self, i: usize) -> Tag {
        self.tokens.all.get(i).map_or(Tag::Stop, |token| token.tag)
    }

    fn is_capital(&self, i: usize) -> bool {
        self.tokens.all.get(i).is_some_and(|token| token.is_word() && token.shape.has(Shape::CAPITAL))
    }

    /// The verb of "dit-il" or "a-t-elle ajouté": the word up to its first hyphen, if it has a pronoun at its end.
    fn clitic(&self, i: usize) -> Option<(u32, Span)> {
        let span = self.tokens.all.get(i)?.span();
        let word = span.of(self.text);
        let (verb, _) = word.split_once('-')?;
        let last = word.rsplit('-').next()?;
        let pronoun = self.tongue.is(self.lexicon.find(last).1, Class::Pronoun);
        pronoun.then(|| (self.lexicon.find(verb).1, Span::new(span.end - last.len(), span.end)))
    }

    fn is_cue(&self, i: usize) -> bool {
        self.is(i, Class::Say) || self.clitic(i).is_some_and(|(verb, _)| self.tongue.is(verb, Class::Say))
    }

    /// Quotations with a cue beside them, in order.
    fn quoted(&self, quotations: &[Quotation]) -> Vec<Found> {
        let mut all: Vec<Found> = Vec::new();
        let mut until = 0;
        for (index, quotation) in quotations.iter().enumerate() {
            let range = self.tokens.within(quotation.span());
            if range.is_empty() {
                continue;
            }
            let block = self.tokens.block_of(range.start);
            let next =
                quotations.get(index + 1).map_or(usize::MAX, |next| self.tokens.within(next.span()).start);
            let found = self
                .after(&range, block.end.min(next))
                .or_else(|| self.before(&range, block.start.max(until)));
            match found {
                Some(found) => all.push(Found { quotations: vec![index], ..found }),
                None => self.go_on(&mut all, index, &range, quotations),
            }
            until = range.end;
        }
        all
    }

    /// A quotation without a cue of its own goes on with the one before it in the block.
    fn go_on(&self, all: &mut [Found], index: usize, range: &Range<usize>, quotations: &[Quotation]) {
        let Some(last) = all.last_mut() else { return };
        let before = last.quotations.last().map(|before| self.tokens.within(quotations[*before].span()));
        let block = self.tokens.block_of(range.start);
        let words = super::quotation::words(self.tokens, quotations[index].span());
        let follows = last.quotations.last() == Some(&index.wrapping_sub(1));
        if follows && words >= 3 && before.is_some_and(|before| before.start >= block.start) {
            last.quotations.push(index);
        }
    }

    /// "...", dit X / "...", sagte X / "...", dijo X.
    fn after(&self, range: &Range<usize>, high: usize) -> Option<Found> {
        let start = range.end + usize::from(self.tag(range.end) == Tag::Comma);
        let end = high.min(start + REACH);
        let stop = (start..end).find(|i| matches!(self.tag(*i), Tag::Stop | Tag::Quote)).unwrap_or(end);
        if let Some(lead) = (start..stop.min(start + 2)).find(|i| self.is(*i, Class::Lead)) {
            return self.found(lead..lead + 1, self.phrase_after(lead + 1, high));
        }
        let cue = (start..stop.min(start + 5)).find(|i| self.is_cue(*i))?;
        let speaker = self.phrase_after(cue + 1, high).or_else(|| self.phrase_before(cue, start));
        self.found(cue..cue + 1, speaker)
    }

    /// X a déclaré : "..." / X sagte: "..." / X afirmó: "..." / Selon X, "..."
    fn before(&self, range: &Range<usize>, low: usize) -> Option<Found> {
        let low = low.max(self.tokens.sentence(range.start).start).max(range.start.saturating_sub(30));
        let near = range.start.saturating_sub(REACH).max(low);
        if let Some(lead) = (low..range.start).find(|i| self.is(*i, Class::Lead)) {
            return self.found(lead..lead + 1, self.phrase_after(lead + 1, range.start));
        }
        let cue = (near..range.start).rev().find(|i| self.is_cue(*i))?;
        let leads = matches!(self.tag(range.start - 1), Tag::Colon | Tag::Comma) || range.start - cue <= 3;
        let first = (low..cue)
            .find(|i| self.is_capital(*i) || self.is(*i, Class::Pronoun) || self.is(*i, Class::Article))?;
        let speaker = self.phrase_before(cue, low).or_else(|| self.phrase_after(first, cue));
        leads.then(|| self.found(cue..cue + 1, speaker)).flatten()
    }

    fn found(&self, cue: Range<usize>, speaker: Option<(Range<usize>, Form)>) -> Option<Found> {
        let clitic = self.clitic(cue.start).map(|(_, span)| span);
        let (speaker, form) = match (clitic, speaker) {
            (Some(_), _) => (None, Form::Pronoun),
            (None, Some((speaker, form))) => (Some(speaker), form),
            (None, None) => return None,
        };
        Some(Found { quotations: Vec::new(), cue, speaker, clitic, form })
    }

    /// A pronoun, a name or a description that starts at `start`.
    fn phrase_after(&self, start: usize, high: usize) -> Option<(Range<usize>, Form)> {
        if start < high && self.is(start, Class::Pronoun) {
            return Some((start..start + 1, Form::Pronoun));
        }
        let start = self.past_titles(start, high);
        let name = self.name(start, high);
        if !name.is_empty() {
            return Some((name, Form::Name));
        }
        if start >= high || !self.is(start, Class::Article) {
            return None;
        }
        let word = |i: &usize| self.tokens.all[*i].is_word();
        let end = (start + 1..high.min(start + LONGEST)).take_while(word).last()? + 1;
        let named = (start + 1..end).map(|i| self.name(i, end)).find(|name| name.len() >= 2);
        Some(named.map_or((start..end, Form::Nominal), |name| (name, Form::Name)))
    }

    fn past_titles(&self, mut i: usize, high: usize) -> usize {
        while i < high && (self.is_title(i) || i > 0 && self.tag(i) == Tag::Stop && self.is_title(i - 1)) {
            i += 1;
        }
        i
    }

    /// "M.", "Frau", "Sra."
    fn is_title(&self, i: usize) -> bool {
        let word = self.tokens.all.get(i).map_or("", |token| token.span().of(self.text));
        self.is_capital(i) && self.tongue.is(self.lexicon.find(word.trim_end_matches('.')).1, Class::Title)
    }

    /// The capitalised words from `start` on, with the small ones that join them ("de", "von").
    fn name(&self, start: usize, high: usize) -> Range<usize> {
        let high = high.min(start + LONGEST);
        let mut end = start;
        while end < high
            && self.is_capital(end)
            && !self.is(end, Class::Article)
            && !self.is(end, Class::Pronoun)
        {
            end += 1;
            let joint = (end..high.min(end + 2)).take_while(|i| self.is(*i, Class::Joint)).count();
            if joint > 0 && self.is_capital(end + joint) && end + joint < high {
                end += joint;
            }
        }
        start..end
    }

    /// The name or pronoun that ends before the verb at `cue`, auxiliaries left out.
    fn phrase_before(&self, cue: usize, low: usize) -> Option<(Range<usize>, Form)> {
        for end in (low + 1..=cue).rev().take(4) {
            if self.is(end - 1, Class::Pronoun) {
                return Some((end - 1..end, Form::Pronoun));
            }
            if !self.is_capital(end - 1) {
                continue;
            }
            let start = (low..end)
                .rev()
                .take(LONGEST)
                .take_while(|i| self.is_capital(*i) || self.is(*i, Class::Joint));
            let start = start.filter(|i| self.is_capital(*i)).last()?;
            let name = self.name(self.past_titles(start, end), end);
            return (!name.is_empty()).then_some((name, Form::Name));
        }
        None
    }

    /// The people quoted by name: a cluster for each last name, with every place where it stands.
    fn figures(&self, names: &[Range<usize>]) -> Vec<Figure> {
        let mut clusters: Vec<(u32, Range<usize>)> = Vec::new();
        for name in names.iter().filter(|name| !name.is_empty()) {
            let last = self.tokens.all[name.end - 1].hash;
            match clusters.iter_mut().find(|(hash, _)| *hash == last) {
                Some((_, longest)) if longest.len() < name.len() => *longest = name.clone(),
                Some(_) => {}
                None => clusters.push((last, name.clone())),
            }
        }
        let places: HashMap<u32, usize> =
            clusters.iter().enumerate().map(|(i, (hash, _))| (*hash, i)).collect();
        let mut mentions: Vec<Vec<Mention>> = vec![Vec::new(); clusters.len()];
        for i in (0..self.tokens.all.len()).filter(|i| self.is_capital(*i)) {
            if let Some(cluster) = places.get(&self.tokens.all[i].hash) {
                let span = self.tokens.span(self.full(&clusters[*cluster].1, i));
                mentions[*cluster].push(Mention::new(span, Form::Name, FIGURE));
            }
        }
        let figure = |((_, name), mentions): ((u32, Range<usize>), Vec<Mention>)| Figure {
            name: self.tokens.span(name).of(self.text).into(),
            kind: FigureKind::Person,
            role: None,
            mentions: mentions.into(),
        };
        clusters.into_iter().zip(mentions).map(figure).collect()
    }

    /// As much of the full name as stands before its last word at `i`.
    fn full(&self, name: &Range<usize>, i: usize) -> Range<usize> {
        let hash = |i: usize| self.tokens.all[i].hash;
        let back = (1..name.len())
            .take_while(|back| *back <= i && hash(i - back) == hash(name.end - 1 - back))
            .count();
        i - back..i + 1
    }

    fn statement(&self, found: &Found, content: Vec<Span>, figures: &[Figure]) -> Statement {
        let cue = self.tokens.span(found.cue.clone());
        let span = found.clitic.or_else(|| found.speaker.clone().map(|speaker| self.tokens.span(speaker)));
        let meant = span.and_then(|span| {
            figures
                .iter()
                .position(|figure| figure.mentions.iter().any(|mention| span.overlaps(mention.span())))
        });
        let meant_by = || meant.map(FigureId::new).into_iter().collect();
        let speaker = span.map(|span| Speaker::new(span, meant_by(), found.form));
        let class = if self.is(found.cue.start, Class::Lead) { CueClass::Other } else { CueClass::Say };
        Statement {
            kind: StatementKind::Direct,
            speaker,
            cue: Some(Cue::new(cue, cue.of(self.text).to_lowercase().into(), class)),
            content: content.into_iter().collect(),
            within: None,
            headline: false,
            confidence: Confidence {
                statement: STATEMENT,
                speaker: SPEAKER,
                figure: if meant.is_some() { FIGURE } else { UNRESOLVED },
            },
            construction: Construction::only(Part::CueBeside),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Models, Names};
    use super::*;
    use crate::article::{Block, BlockKind, Marks};

    fn read(language: &str, text: &str) -> Annotations {
        let mut article = Article { text: text.to_string(), ..Article::default() };
        article.meta.language = Some(language.to_string());
        let span = Span::new(0, text.len());
        article.blocks.push(Block {
            span,
            kind: BlockKind::Paragraph,
            markup: Default::default(),
            origin: None,
        });
        let lexicon = Lexicon::bundled();
        let names = Names::bundled(&lexicon);
        super::super::annotate(&article, &Marks::default(), &lexicon, &names, &Models::bundled())
    }

    fn lines(language: &str, text: &str) -> Vec<String> {
        let annotations = read(language, text);
        let line = |it: &Statement| {
            let speaker = it.speaker.as_ref().map_or("-", |speaker| speaker.span().of(text));
            let figures = it.speaker.iter().flat_map(|speaker| &speaker.figures);
            let names: Vec<&str> = figures.map(|id| annotations.figures[id.index()].name.as_str()).collect();
            let pieces: Vec<&str> = it.content.iter().map(|piece| piece.of(text)).collect();
            format!("{speaker} ({}) | {}", names.join(", "), pieces.join(" + "))
        };
        annotations.statements.iter().map(line).collect()
    }

    #[test]
    fn the_one_beside_a_quotation_is_its_speaker() {
        for (language, text, expected) in [
            (
                "fr",
                "« Le pont ouvrira en mai », a déclaré Anne Vasseur, la maire d’Ode.",
                vec!["Anne Vasseur (Anne Vasseur) | « Le pont ouvrira en mai »"],
            ),
            (
                "fr",
                "Anne Vasseur a expliqué : « Personne ne paiera. » Mme Vasseur est maire.",
                vec!["Anne Vasseur (Anne Vasseur) | « Personne ne paiera. »"],
            ),
            ("fr", "« Personne ne paiera », dit-elle.", vec!["elle () | « Personne ne paiera »"]),
            (
                "fr",
                "Selon Anne Vasseur, « personne ne paiera » pour le pont.",
                vec!["Anne Vasseur (Anne Vasseur) | « personne ne paiera »"],
            ),
            (
                "de",
                "„Die Brücke wird im Mai geöffnet“, sagte Jutta von Olden am Montag.",
                vec!["Jutta von Olden (Jutta von Olden) | „Die Brücke wird im Mai geöffnet“"],
            ),
            (
                "de",
                "Jutta Olden betonte: „Niemand muss zahlen.“",
                vec!["Jutta Olden (Jutta Olden) | „Niemand muss zahlen.“"],
            ),
            ("de", "„Niemand muss zahlen“, sagte sie.", vec!["sie () | „Niemand muss zahlen“"]),
            (
                "es",
                "«El puente se abrirá en mayo», dijo Inés Robledo, alcaldesa de Oda.",
                vec!["Inés Robledo (Inés Robledo) | «El puente se abrirá en mayo»"],
            ),
            (
                "es",
                "“Nadie va a pagar”, aseguró el portavoz. “Nunca, nadie pagará.”",
                vec!["el portavoz () | “Nadie va a pagar” + “Nunca, nadie pagará.”"],
            ),
        ] {
            assert_eq!(lines(language, text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_made_up() {
        for (language, text) in [
            ("fr", "Le « pont » est fermé depuis lundi et Anne Vasseur se tait."),
            ("de", "Die „Brücke“ ist seit Montag zu."),
            ("es", "El puente está cerrado desde el lunes, dijo Inés Robledo."),
            ("pt", "“A ponte abre em maio”, disse Ana Duarte."),
        ] {
            assert_eq!(lines(language, text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(read("pt", "“A ponte abre em maio”, disse Ana Duarte.").support, Support::QuotationsOnly);
        assert_eq!(read("fr", "Le pont est fermé.").support, Support::Quoted);
    }

    #[test]
    fn last_names_are_linked() {
        let text = "« Non », a dit Anne Vasseur. « Jamais », a répondu Vasseur.";
        let annotations = read("fr", text);
        assert_eq!(annotations.figures.len(), 1);
        assert_eq!(annotations.figures[0].mentions.len(), 2);
    }
}
