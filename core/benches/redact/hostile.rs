//! Texts made to slow a search down.

use std::hint::black_box;

use keyhelm::{Redactor, Secret};

use super::{
    Extent, Failure,
    measure::{Dice, WORD, fill, median, mib_per_second, time},
    secrets,
};

/// MiB/s.
const AIM: f64 = 300.0;

/// A text is given up after one round that took longer, in seconds.
const PATIENCE: f64 = 0.5;

struct Case {
    name: &'static str,
    secrets: Vec<Secret>,
    /// Repeated until there is enough.
    unit: String,
}

fn cases() -> Vec<Case> {
    let random = secrets::make(1_000);
    let case = |name, unit: String| Case { name, secrets: random.clone(), unit };
    let joined =
        |change: fn(&str) -> String| random.iter().map(|secret| change(secret.expose())).collect::<String>();
    let word = Dice::new(17).text(WORD, 40);
    let sequential: Vec<Secret> = secrets::sequential(1, 1_000).map(Secret::new).collect();
    let one_letter = vec![Secret::new("a".repeat(40))];
    vec![
        Case {
            name: "neighbours of sequential keys",
            secrets: sequential.clone(),
            unit: secrets::sequential(1_001, 9_000).collect(),
        },
        Case {
            name: "neighbours, one per line",
            secrets: sequential,
            unit: secrets::sequential(1_001, 9_000).map(|key| key + "\n").collect(),
        },
        case("near misses back to back", joined(near_miss)),
        case("the secrets back to back", joined(str::to_owned)),
        case("quotes", "\"".to_owned()),
        case("backslashes", "\\".to_owned()),
        case("backslashes and quotes", "\\\"".to_owned()),
        case("apikey=", "apikey=".to_owned()),
        case("apikey=\"", "apikey=\"".to_owned()),
        case("\"password\": \\", "\"password\": \\".to_owned()),
        case("%73", "%73".to_owned()),
        case("%2573", "%2573".to_owned()),
        case("\\u0073", "\\u0073".to_owned()),
        case("percent signs", "%".to_owned()),
        case("eyJ", "eyJ".to_owned()),
        case("eyJaaaaaaaa.", "eyJaaaaaaaa.".to_owned()),
        case("sk_test_", "sk_test_".to_owned()),
        case("AQE", "AQE".to_owned()),
        case("://", "://".to_owned()),
        case("a://b:", "a://b:".to_owned()),
        Case { name: "one letter, registered", secrets: one_letter.clone(), unit: "a".to_owned() },
        Case {
            name: "one letter, nearly registered",
            secrets: one_letter,
            unit: format!("{}b", "a".repeat(39)),
        },
        case("one letter", "a".to_owned()),
        case("one word", word),
        case("zero bytes", "\0".to_owned()),
    ]
}

/// A secret whose last character is another.
fn near_miss(secret: &str) -> String {
    let (start, last) = secret.split_at(secret.len() - 1);
    format!("{start}{}", if last == "0" { "1" } else { "0" })
}

pub(crate) fn print(extent: Extent) -> Result<(), Failure> {
    let bytes = extent.bytes / 16;
    println!("Hostile texts of {} KiB, MiB/s, aim ≥ {AIM}; ! marks a missed aim", bytes / 1024);
    println!("{:<32} {:>8} {:>10} {:>10} {:>16}", "", "alone", "patterns", "stream", "stream+patterns");
    for Case { name, secrets, unit } in cases() {
        let mut text = unit.repeat(bytes.div_ceil(unit.len()));
        text.truncate(bytes);
        let (alone, patterns) = (Redactor::without_patterns(), Redactor::new());
        fill(&alone, &secrets)?;
        fill(&patterns, &secrets)?;
        let once = |redactor: &Redactor| speed(extent, &text, || drop(redactor.redact(black_box(&text))));
        let pieces = |redactor: &Redactor| {
            speed(extent, &text, || {
                let mut stream = redactor.stream();
                text.as_bytes().chunks(64 << 10).for_each(|piece| drop(black_box(stream.push(piece))));
                drop(black_box(stream.finish()));
            })
        };
        let speeds = [once(&alone), once(&patterns), pieces(&alone), pieces(&patterns)];
        let [alone, patterns, stream, both] = speeds.map(mark);
        println!("{name:<32} {alone:>8} {patterns:>10} {stream:>10} {both:>16}");
    }
    println!();
    Ok(())
}

fn mark(speed: f64) -> String {
    format!("{speed:.0}{}", if speed < AIM { '!' } else { ' ' })
}

fn speed(extent: Extent, text: &str, work: impl Fn()) -> f64 {
    let mut took = Vec::new();
    for _ in 0..extent.rounds {
        let round = time(&work);
        took.push(round.as_secs_f64());
        if round.as_secs_f64() > PATIENCE {
            break;
        }
    }
    mib_per_second(text.len(), std::time::Duration::from_secs_f64(median(took)))
}
