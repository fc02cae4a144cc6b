use super::*;
use crate::article::{Block, BlockKind};

fn signs(words: &str) -> Vec<(&str, SuspectReason)> {
    let span = Span::new(0, words.len());
    let block = Block { span, kind: BlockKind::Paragraph, markup: Default::default(), origin: None };
    let article = Article { text: words.to_string(), blocks: vec![block], ..Article::default() };
    suspects(&article, &Spam::bundled())
        .into_iter()
        .map(|suspect| (suspect.span.of(words), suspect.reason))
        .collect()
}

#[test]
fn honest_lines_raise_no_alarm() {
    let lines = [
        "The bridge opened on Sunday — nine years late — at a cost of €40 million.",
        "“It’s a déjà vu,” said Zoë Brontë-Müller of São Tomé…",
        "Ivanov (Иванов) signed the letter.",
        "The mayor, Lin Haifeng (林海峰), opened the bridge.",
        "The mayor, Lin Haifeng 林海峰, opened the bridge.",
        "Mayor Lin Haifeng 林海峰 opened the bridge.",
        "Pavel Orlov Павел Орлов opened the bridge.",
        "The sign read “通行止め” in red letters.",
        "The word 道 means way.",
        "He called it 'перестройка', and everybody knew what that meant.",
        "The newspaper Правда (Truth) had the story first.",
        "She used the Greek letter π and the sign Ω in the sum.",
        "Levels of TNFα and IFN-γ rose, as did β-carotene by 3 μm.",
        "The Δt was 4 s and the λ was 500 nm.",
        "The band calls itself: Бульдог",
        "The dish, известное блюдо, is eaten cold.",
        "The dish is known as борщ in the valley.",
        "The crowd was chanting свобода for an hour.",
        "The hashtag #свобода was used by thousands.",
        "In Russian: добро пожаловать.",
        "Мэр города сказал, что мост откроют весной.",
        "Компания IBM открыла офис в Орванне, сообщает Courier.",
        "SMSки и VIPам раздали на мосту.",
        "市长昨天告诉 BBC 说大桥明年开放。",
        "市長は昨日、橋が春に開くと述べた。",
        "시장은 어제 다리가 열릴 것이라고 말했다. 大橋는 새것이다.",
        "قال رئيس البلدية إن الجسر سيفتح في الربيع.",
        "او می‌رود و کتاب‌ها را می‌آورد.",
        "ראש העיר אמר ל-BBC שהגשר ייפתח באביב.",
        "क्‍या मंत्री ने कहा कि पुल खुलेगा?",
        "นายกเทศมนตรีกล่าวว่าสะพานจะเปิด\u{200b}ในฤดูใบไม้ผลิ",
        "The family 👨‍👩‍👧 came by boat 🏳️‍🌈 and left ❤️‍🔥.",
        "The reser\u{ad}voir and the Donau\u{ad}dampf\u{ad}schiff are full.",
        "WATCH:\u{a0}The bridge — 40\u{202f}km away.",
        "Temperatures fell to −4 °C, ½ of them at night ™ ® ©.",
        "Ο δήμαρχος είπε ότι η γέφυρα θα ανοίξει.",
        "The mayor’s naïve coöperation, Łódź, Gdańsk, Đà Nẵng, Ħaż-Żebbuġ.",
        "ABCDEFGHIJK with ① and → and ★ and ✓ signs.",
        "She wrote 'да' and nothing else.",
        "The film Солярис/Solaris was shown.",
        "The characters 山 and 川 are simple.",
        "Scotland 🏴󠁧󠁢󠁳󠁣󠁴󠁿 won.",
        "Ani (Անի) was there.",
        "",
        "…",
    ];
    for line in lines {
        let expected: &[(&str, SuspectReason)] = &[];
        assert_eq!(signs(line), expected, "{line:?}");
    }
}

/// Sentences of our own with a gap.
const SENTENCES: [&str; 4] = [
    "The mayor went back to {} two days after the flood.",
    "The council will {} open the bridge in the spring.",
    "“We are not afraid,” said Falk, who took {} her boat to the island.",
    "Nobody in Orvanne had heard of the plan {} before Monday.",
];

#[test]
fn spliced_runs_are_found_wherever_they_stand() {
    let runs = [
        "蓝鲸水汇馆",
        "桥边好茶",
        "無料相談",
        "Купить дёшево",
        "скидки",
        "اشتر الآن",
        "קנו עכשיו",
        "सस्ता सामान",
        "ราคาถูก",
        "최저가 보장",
        "φθηνά τώρα",
    ];
    for sentence in SENTENCES {
        for run in runs {
            let line = sentence.replace("{}", run);
            assert_eq!(signs(&line), [(run, SuspectReason::ForeignScript)], "{line:?}");
        }
    }
}

#[test]
fn a_splice_after_a_name_is_found() {
    let line = "Ingrid Falk 蓝鲸水汇馆 opened the bridge.";
    assert_eq!(signs(line), [("蓝鲸水汇馆", SuspectReason::ForeignScript)]);
    let line = "Мэр города сказал 蓝鲸水汇馆 что мост откроют весной.";
    assert_eq!(signs(line), [("蓝鲸水汇馆", SuspectReason::ForeignScript)]);
}

#[test]
fn hidden_and_reordering_characters_are_found() {
    use SuspectReason::{Bidi, Invisible, LookAlike};
    let cases: [(&str, &[(&str, SuspectReason)]); 12] = [
        ("The reser\u{200b}voir", &[("\u{200b}", Invisible)]),
        ("The reser\u{200b}\u{200b}\u{2060}voir", &[("\u{200b}\u{200b}\u{2060}", Invisible)]),
        ("The reser\u{feff}voir", &[("\u{feff}", Invisible)]),
        ("The re\u{200d}servoir", &[("\u{200d}", Invisible)]),
        ("The re\u{200c}servoir", &[("\u{200c}", Invisible)]),
        ("a \u{202e}2.4 million", &[("\u{202e}", Bidi)]),
        ("a \u{2066}b\u{2069}", &[("\u{2066}", Bidi), ("\u{2069}", Bidi)]),
        ("a \u{200f}b", &[("\u{200f}", Bidi)]),
        ("Log in at pаypal today", &[("pаypal", LookAlike)]),
        ("The mаyоr said", &[("mаyоr", LookAlike)]),
        ("Οrvanne and Μοrvanne", &[("Οrvanne", LookAlike), ("Μοrvanne", LookAlike)]),
        ("The brοοk", &[("brοοk", LookAlike)]),
    ];
    for (line, expected) in cases {
        assert_eq!(signs(line), expected, "{line:?}");
    }
}

#[test]
fn a_long_block_without_spaces_takes_linear_time() {
    let line = "aбв".repeat(200_000);
    let start = std::time::Instant::now();
    signs(&line);
    assert!(start.elapsed().as_secs() < 5);
}
