//! How long a message takes, beside a parser alone and under attack.
//!
//! `cargo bench --bench reading` measures ordinary replies: mail-parser's parse
//! alone against the whole way from bytes to reading, on the same messages in
//! the same run. Then each hostile message is judged in a process of its own,
//! so that its peak of memory is its own. It ends with an error where a limit
//! is broken; `-- --ordinary` leaves the hostile ones out.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a benchmark that meets the unexpected ends, loudly"
)]

#[path = "../support/hostile.rs"]
mod hostile;

use secird::compose::{Site, Words};
use secird::domain::address::EmailAddress;
use secird::mail::Limits;
use secird::mail::parse::parse;
use secird::reading::{Ours, Report, Script, read};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// The whole way may take so many times what mail-parser takes.
const RATIO: f64 = 10.0;
/// A hostile message may take so long.
const TIME: Duration = Duration::from_secs(1);
/// And so much memory, everything of the process counted.
const MEMORY: usize = 200 * 1024 * 1024;
/// Rounds over the ordinary replies.
const ROUNDS: usize = 301;
/// A slow run on a busy machine is tried again.
const TRIES: usize = 3;
/// The readings of people's answers.
const FOLDERS: [&str; 3] = ["confirm", "deny", "ssc-response"];
/// Asks for the ordinary replies only.
const ORDINARY: &str = "--ordinary";
/// Says that this process judges one hostile message.
const JUDGE: &str = "--judge";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|word| word == JUDGE) {
        judge(&arguments[at + 1]);
        return ExitCode::SUCCESS;
    }
    // Both are measured, and told, whatever the other says.
    let fast = ordinary();
    let safe = arguments.iter().any(|word| word == ORDINARY) || attacks();
    if fast && safe {
        ExitCode::SUCCESS
    } else {
        println!("\nA limit is broken.");
        ExitCode::FAILURE
    }
}

//------------ what is measured ------------------------------------------------

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(folder)
}

/// The mails of a folder, by name.
fn mails(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut mails: Vec<(String, Vec<u8>)> = std::fs::read_dir(fixtures(folder))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "eml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a mail"))
        })
        .collect();
    mails.sort();
    mails
}

/// The texts of ours as the service has them for a case: the request that was
/// sent first, then the words of all requests without a case.
fn ours() -> Vec<Ours> {
    mails("requests")
        .iter()
        .map(|(_, raw)| {
            let sent = parse(raw, &Limits::default()).body.plain.expect("a text");
            let lines: Vec<&str> = sent.lines.iter().map(|line| line.text.as_str()).collect();
            let mut texts = vec![Script::of(&lines.join("\n"))];
            texts.extend(plain_requests());
            Ours {
                texts,
                expected: true,
            }
        })
        .collect()
}

/// The whole way from bytes to reading.
fn whole(raw: &[u8], ours: &Ours) -> Report {
    read(&parse(raw, &Limits::default()), ours, 2)
}

//------------ ordinary replies ------------------------------------------------

/// One ordinary reply and the times of its rounds.
struct Reply {
    name: String,
    raw: Vec<u8>,
    parser: Vec<Duration>,
    whole: Vec<Duration>,
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6
}

/// Runs `work` once and notes how long it took.
fn timed<T>(times: &mut Vec<Duration>, work: impl FnOnce() -> T) {
    let began = Instant::now();
    black_box(work());
    times.push(began.elapsed());
}

/// Measures the ordinary replies; whether they keep the limit.
fn ordinary() -> bool {
    let ours = ours();
    let mut replies: Vec<Reply> = FOLDERS
        .iter()
        .flat_map(|folder| {
            mails(&format!("mail/{folder}"))
                .into_iter()
                .map(move |(name, raw)| (format!("{folder}/{name}"), raw))
        })
        .map(|(name, raw)| Reply {
            name,
            raw,
            parser: Vec::new(),
            whole: Vec::new(),
        })
        .collect();
    let began = Instant::now();
    black_box(whole(&replies[0].raw, &ours[0]));
    println!(
        "the first message, with all patterns built: {:.0} ms\n",
        began.elapsed().as_secs_f64() * 1e3
    );
    for round in 0..ROUNDS {
        for (place, reply) in replies.iter_mut().enumerate() {
            // Each answers a request that was never seen before, as in a real
            // mailbox: indexing its text is part of the time.
            let mut ours = ours[(place + round) % ours.len()].clone();
            let request = format!("{}\n{round} {place}\n", ours.texts[0].text());
            timed(&mut reply.parser, || {
                mail_parser::MessageParser::default().parse(&reply.raw)
            });
            timed(&mut reply.whole, || {
                ours.texts[0] = Script::of(&request);
                whole(&reply.raw, &ours)
            });
        }
    }
    println!(
        "{:<52} {:>7} {:>12} {:>9} {:>6}",
        format!("ordinary replies, medians of {ROUNDS} rounds"),
        "octets",
        "mail-parser",
        "all of it",
        "ratio"
    );
    let (mut octets, mut parser, mut all) = (0, 0.0, 0.0);
    for reply in &mut replies {
        let (alone, whole) = (median(&mut reply.parser), median(&mut reply.whole));
        row(&reply.name, reply.raw.len(), alone, whole);
        octets += reply.raw.len();
        parser += alone;
        all += whole;
    }
    row("all together", octets, parser, all);
    let ratio = all / parser;
    println!("RATIO {ratio:.1} (limit {RATIO})\n");
    ratio <= RATIO
}

fn row(name: &str, octets: usize, parser: f64, whole: f64) {
    println!(
        "{name:<52} {octets:>7} {parser:>9.1} µs {whole:>6.0} µs {:>6.1}",
        whole / parser
    );
}

//------------ hostile messages ------------------------------------------------

/// Judges every hostile message; whether all keep the limits.
fn attacks() -> bool {
    println!(
        "{:<52} {:>10} {:>9}",
        "hostile messages, each in a process of its own", "time", "peak"
    );
    let mut kept = true;
    for attack in hostile::ALL {
        let told = Command::new(std::env::current_exe().expect("this program"))
            .args([JUDGE, attack.name])
            .output()
            .expect("starts");
        let said = String::from_utf8_lossy(&told.stdout).into_owned();
        let mut words = said.split_whitespace();
        let mut number = || words.next().and_then(|word| word.parse::<usize>().ok());
        let (Some(micros), Some(peak), true) = (number(), number(), told.status.success()) else {
            kept = false;
            println!("{:<52} FAILED: {}", attack.name, told.status);
            continue;
        };
        let slow = Duration::from_micros(u64::try_from(micros).unwrap()) >= TIME;
        let large = peak >= MEMORY;
        println!(
            "{:<52} {:>7} ms {:>6} MB{}{}",
            attack.name,
            micros / 1_000,
            peak / 1024 / 1024,
            if slow { "  SLOW" } else { "" },
            if large { "  LARGE" } else { "" },
        );
        kept &= !slow && !large;
    }
    kept
}

/// Judges one hostile message, and prints its time in µs and the peak of
/// memory in octets. The patterns are built before, as in a running service.
fn judge(name: &str) {
    let ours = ours();
    let attack = hostile::ALL.iter().find(|attack| attack.name == name);
    let attack = attack.expect("a hostile message of that name");
    for (_, raw) in mails("mail/confirm") {
        black_box(whole(&raw, &ours[0]));
    }
    let raw = (attack.make)(ours[0].texts[0].text(), Limits::default().message);
    // The peak counts from here on; where the kernel does not allow that, what
    // making the message took counts too.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
    let mut best = Duration::MAX;
    for _ in 0..TRIES {
        let began = Instant::now();
        black_box(whole(&raw, &ours[0]));
        best = best.min(began.elapsed());
        if best < TIME {
            break;
        }
    }
    println!("{} {}", best.as_micros(), peak());
}

/// The most memory this process had, in octets.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilo = line.and_then(|line| line.split_whitespace().nth(1));
    kilo.and_then(|word| word.parse::<usize>().ok())
        .expect("a number")
        * 1024
}

/// Our requests without a case, as a site fills them in.
fn plain_requests() -> Vec<Script> {
    let list = EmailAddress::parse("tld-ops@lists.example").expect("an address");
    let words = Words::new().expect("our texts");
    words.plain_requests(&Site::of(list))
}
