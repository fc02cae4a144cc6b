use super::*;
use crate::article::Block;

fn article(text: &str) -> Article {
    let block = |line: &str| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let span = Span::new(start, start + line.len());
        Block { span, kind: BlockKind::Paragraph, markup: Default::default(), origin: None }
    };
    Article { text: text.to_string(), blocks: text.lines().map(block).collect(), ..Article::default() }
}

fn cut(text: &str) -> String {
    let (article, lexicon) = (article(text), Lexicon::bundled());
    let tokens = tokens(&article, &lexicon);
    let words = |range: &Range<u32>| {
        let words: Vec<&str> = usizes(range).map(|i| tokens.text(i, &article.text)).collect();
        words.join(" ")
    };
    tokens.sentences.iter().map(words).collect::<Vec<_>>().join(" || ")
}

fn tags(text: &str) -> String {
    let (article, lexicon) = (article(text), Lexicon::bundled());
    let tokens = tokens(&article, &lexicon);
    tokens.all.iter().filter(|t| t.is_word()).map(|t| format!("{:?}", t.tag)).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_marks_and_sentences() {
    for (text, expected) in [
        ("Ana's dog didn't bark.", "Ana 's dog did n't bark ."),
        ("I can’t; they’ve gone.", "I ca n’t ; they ’ve gone ."),
        ("The U.S. fleet left. It sank.", "The U.S. fleet left . || It sank ."),
        ("He left the U.S. The fleet stayed.", "He left the U.S. || The fleet stayed ."),
        ("Sen. J. Q. Ode met Mr. Vane.", "Sen. J. Q. Ode met Mr. Vane ."),
        ("a front-runner with 1,000.5 votes", "a front-runner with 1,000.5 votes"),
        ("“Why?” he asked. “No.” She left.", "“ Why ? ” he asked . || “ No . ” || She left ."),
        ("Well--maybe - or—not…", "Well -- maybe - or — not …"),
        ("``Yes,'' she said.", "`` Yes , '' she said ."),
        ("no\u{a0}break @ode_q #x $5 50%", "no break @ode_q #x $ 5 50 %"),
        ("He paid on Jan. 3. Then no. He left.", "He paid on Jan. 3 . || Then no . || He left ."),
        ("see https://ode.example/a?b=1. Now", "see https://ode.example/a?b=1 . || Now"),
        ("the workers' hall", "the workers ' hall"),
        ("one\nTwo", "one || Two"),
    ] {
        assert_eq!(cut(text), expected);
    }
}

#[test]
fn parts_of_speech() {
    for (text, expected) in [
        ("Vane said that he would leave.", "Nnp Vbd In Prp Md Vb"),
        ("She has denied the claim.", "Prp Vbz Vbn Dt Nn"),
        ("The claim was denied by Vane.", "Dt Nn Vbd Vbn In Nnp"),
        ("They plan to run.", "Prp Vbp To Vb"),
        ("Ode's plan failed.", "Nnp Pos Nn Vbd"),
        ("It's a plan.", "Prp Vbz Dt Nn"),
        ("the workers' hall", "Dt Nns Pos Nn"),
    ] {
        assert_eq!(tags(text), expected, "{text}");
    }
}

#[test]
fn quotation_marks_know_their_side() {
    let (article, lexicon) = (article("He said \"no\" and ‘yes’ to the boys’ team."), Lexicon::bundled());
    let tokens = tokens(&article, &lexicon);
    let marks = tokens.all.iter().filter(|token| token.tag == Tag::Quote);
    let sides: String = marks.map(|mark| if mark.shape.has(Shape::OPENS) { '<' } else { '>' }).collect();
    assert_eq!(sides, "<><>");
}

#[test]
fn spans_lead_to_tokens() {
    let (article, lexicon) = (article("Ana met Bo."), Lexicon::bundled());
    let tokens = tokens(&article, &lexicon);
    assert_eq!(tokens.within(Span::new(4, 9)), 1..3);
    assert_eq!(tokens.span(1..3).of(&article.text), "met Bo");
    assert_eq!(tokens.span(0..0), Span::default());
    assert_eq!(tokens.block(7), 0..0);
}
