//! The agent guides and the procedures side by side, as people use them.

use std::fs;
use std::path::PathBuf;

use sameboat_store::Store;

use crate::browser::{Browser, Key};
use crate::world::{Engagement, demo_store, published_demo, sameboat};

const QUESTION: &str = "document.querySelector('#card h3').textContent";
const HASH: &str = "location.hash";

fn report(file: &str) -> PathBuf {
    published_demo().join("runs/current/report").join(file)
}

/// A browser with a page of the demo open.
fn open(file: &str, fragment: &str) -> Option<Browser> {
    let mut browser = Browser::start()?;
    browser.open(&report(file), fragment);
    Some(browser)
}

/// A procedure of both lines whose lines part after a step: its fragment, its title, that step.
fn parting() -> (String, String, i64) {
    let sql = "SELECT procedure_id, title, min(position) FROM unified_step \
               JOIN unified_procedure USING (procedure_id) \
               WHERE regexp_matches(next, '^[0-9]+: product; [0-9]+: financing$') AND start = '1' \
               GROUP BY ALL HAVING min(position) > 1 ORDER BY ALL LIMIT 1";
    let row = |row: &sameboat_store::Row<'_>| {
        Ok((format!("#{}", row.get::<_, String>(0)?), row.get(1)?, row.get(2)?))
    };
    demo_store().query_one(sql, [], row).unwrap()
}

/// Nothing but the page was asked for, and nothing went wrong.
fn assert_quiet(browser: &Browser, pages: usize) {
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
    assert_eq!(browser.requests.len(), pages, "{:#?}", browser.requests);
    assert!(browser.requests.iter().all(|url| url.starts_with("file://")));
}

#[test]
fn a_guide_is_found_and_walked_to_its_end_by_keys_alone() {
    let Some(mut browser) = open("guides.html", "") else { return };
    let (procedure, title, _) = parting();
    browser.press(Key::Letter('/'));
    browser.type_text(&title.to_uppercase());
    browser.wait_for("document.querySelector('.results mark') !== null");
    browser.press(Key::Down);
    browser.press(Key::Enter);
    browser.wait_for(&format!("{HASH} === '{procedure}'"));
    assert_eq!(browser.text("document.activeElement.id"), "card");
    // Enter goes on where there is one way; where the lines part, the second answer is taken.
    let (mut asked, mut parted) = (vec![browser.text(QUESTION)], false);
    while browser.text("document.querySelector('.card').className") != "card end" {
        assert!(asked.len() < 50, "{asked:#?}");
        let before = browser.text(HASH);
        let one_way = browser.value("document.querySelectorAll('.answer').length") == 1;
        parted |= !one_way;
        browser.press(if one_way { Key::Enter } else { Key::Letter('2') });
        browser.wait_for(&format!("{HASH} !== '{before}'"));
        asked.push(browser.text(QUESTION));
    }
    assert!(parted && asked.len() > 3, "{asked:#?}");
    assert_eq!(browser.text(HASH), format!("{procedure}/end"));
    assert!(browser.text("document.querySelector('[aria-live]').textContent").contains("End"));
    asked.pop();
    let sql = "SELECT action FROM unified_step WHERE procedure_id = ? AND origin <> 'product' \
               ORDER BY position";
    let of_line: Vec<String> =
        demo_store().query(sql, [&procedure[1..]], |row| row.get(0)).unwrap();
    assert_eq!(asked, of_line, "all that financing does, and nothing of product");
    browser.press(Key::Escape);
    browser.wait_for(&format!("document.activeElement.dataset.id === '{}'", &procedure[1..]));
    assert_quiet(&browser, 1);
}

#[test]
fn back_undoes_an_answer_and_zero_starts_again() {
    let (procedure, _, step) = parting();
    let linked = format!("{procedure}/{step}");
    let Some(mut browser) = open("guides.html", &linked) else { return };
    let question = browser.text(QUESTION);
    assert_eq!(browser.value("document.querySelectorAll('.answer').length"), 2, "the lines part");
    for back in [Key::Backspace, Key::AltLeft] {
        browser.press(Key::Letter('1'));
        browser.wait_for(&format!("{HASH} !== '{linked}'"));
        assert_eq!(browser.value("document.querySelectorAll('.trail li').length"), 1);
        browser.press(back);
        browser.wait_for(&format!("{HASH} === '{linked}'"));
        assert_eq!(browser.text(QUESTION), question);
    }
    browser.press(Key::Backspace);
    assert_eq!(browser.text(HASH), linked, "a linked step is the first");
    browser.press(Key::Letter('0'));
    browser.wait_for(&format!("{HASH} === '{procedure}'"));
    browser.press(Key::Letter('a'));
    browser.wait_for(&format!("{HASH} === '{procedure}/all'"));
    assert_quiet(&browser, 1);
}

#[test]
fn the_way_of_a_chosen_line_asks_no_question_about_lines() {
    let (procedure, _, step) = parting();
    let linked = format!("{procedure}/{step}");
    let Some(mut browser) = open("guides.html", &linked) else { return };
    browser.value("document.querySelector('input[value=right]').click()");
    assert_eq!(browser.value("document.querySelectorAll('.answer').length"), 1);
    browser.press(Key::Letter('1'));
    browser.wait_for(&format!("{HASH} !== '{linked}'"));
    browser.press(Key::Letter('a'));
    browser.wait_for("document.querySelectorAll('.steps > li').length > 1");
    let shown = "document.querySelectorAll('#all-steps .steps > .left:not(.apart)').length";
    assert_eq!(browser.value(shown), 0, "steps of the other line are off the screen");
    let listed = "document.querySelectorAll('.results .chip.left').length";
    assert_eq!(browser.value(listed), 0, "so are its procedures");
}

/// A procedure with a beginning, a question and a step for each line, a step that is not always
/// done, and a way back.
const BRANCHES: &str = "
    INSERT INTO unified_procedure (procedure_id, title, left_key, right_key, start)
    VALUES ('branches', 'Branches', 'L', 'R', '1: product; 2: financing');
    INSERT INTO unified_step (procedure_id, position, action, kind, condition, next, origin)
    VALUES ('branches', 1, 'Greet', 'task', NULL, '2', 'product'),
           ('branches', 2, 'Is it urgent?', 'decision', NULL, '3: urgent; end: not urgent', 'both'),
           ('branches', 3, 'Offer a loan car', 'task', 'the car cannot be driven', '4', 'both'),
           ('branches', 4, 'Satisfied?', 'decision', NULL,
            'end: yes; 2: product: no; 5: financing: no', 'both'),
           ('branches', 5, 'Wait for the answer', 'event', NULL, '4', 'financing');";

#[test]
fn branches_ways_back_and_steps_that_do_not_apply_are_walked() {
    let engagement = Engagement::demo();
    let draft = engagement.path.join("runs/draft");
    fs::create_dir_all(&draft).unwrap();
    let store = draft.join("unified.duckdb");
    fs::copy(published_demo().join("runs/current/unified.duckdb"), &store).unwrap();
    let store = Store::open(&store).unwrap();
    store.execute(BRANCHES).unwrap();
    store.close().unwrap();
    sameboat().arg("report").arg(&engagement.path).assert().success();
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&draft.join("report/guides.html"), "#branches");
    // Each answer by its number, and what is asked next.
    let walk = [
        ('1', "Greet"),
        ('1', "Is it urgent?"),
        ('1', "Offer a loan car"),
        ('2', "Satisfied?"),
        ('2', "Is it urgent?"),
        ('1', "Offer a loan car"),
        ('1', "Satisfied?"),
        ('1', "The procedure is done."),
    ];
    assert_eq!(browser.text(QUESTION), "Which line is this contact about?");
    for (answer, asked) in walk {
        let steps =
            browser.value("document.querySelectorAll('.trail li').length").as_u64().unwrap();
        browser.press(Key::Letter(answer));
        let passed = format!("document.querySelectorAll('.trail li').length === {}", steps + 1);
        browser.wait_for(&passed);
        assert_eq!(browser.text(QUESTION), asked);
    }
    let passed = "[...document.querySelectorAll('.trail li')].map((one) => one.className).join()";
    assert_eq!(browser.text(passed), ",,,skipped,,,,", "what was left out is told");
    assert_quiet(&browser, 1);
}

#[test]
fn search_forgives_case_accents_umlauts_and_order() {
    let Some(mut browser) = open("guides.html", "") else { return };
    let mut found = Vec::new();
    for query in ["ADRESSÄNDERUNG", "adressaenderung", "adressanderung", "data  address", "zzz"] {
        browser.value("document.getElementById('search').focus()");
        browser.press(Key::Escape);
        browser.type_text(query);
        let first = browser.text("document.querySelector('.results .title')?.textContent ?? ''");
        found.push(format!("{query}: {first}"));
    }
    insta::assert_snapshot!(found.join("\n"), @r"
    ADRESSÄNDERUNG: Change of address and contact data
    adressaenderung: Change of address and contact data
    adressanderung: Change of address and contact data
    data  address: Change of address and contact data
    zzz:
    ");
}

#[test]
fn notes_are_found_and_stand_at_their_step_as_texts() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let files = [("ours.csv", "<b>Kaution</b> erklären"), ("theirs.csv", "never by e-mail")];
    let files = files.map(|(name, note)| {
        let path = folder.path().join(name);
        let rows = "Change of address;Identify the customer;";
        fs::write(&path, format!("Process;Step;Remark\n{rows}{note}\n")).unwrap();
        path
    });
    sameboat().arg("reconcile").args(files).arg("--out").arg(&out).assert().success();
    browser.open(&out.join("guides.html"), "");
    browser.press(Key::Letter('/'));
    browser.type_text("kaution");
    browser.wait_for("document.querySelector('.results .snippet mark') !== null");
    let snippet = browser.text("document.querySelector('.results .snippet').textContent");
    assert_eq!(snippet, "Step 1: <b>Kaution</b> erklären");
    browser.press(Key::Down);
    browser.press(Key::Enter);
    browser.wait_for("document.querySelector('#card .remark') !== null");
    let noted =
        "[...document.querySelectorAll('#card .remark')].map((one) => one.textContent).join('|')";
    let texts = browser.text(noted);
    assert_eq!(texts, "Note: ours <b>Kaution</b> erklären|Note: theirs never by e-mail");
    assert_quiet(&browser, 1);
}

#[test]
fn the_pages_fit_a_narrow_phone() {
    let Some(mut browser) = Browser::start() else { return };
    browser.resize(320, 640);
    let procedure = parting().0;
    for (file, fragment) in
        [("guides.html", ""), ("guides.html", &procedure), ("procedures.html", "#match-2")]
    {
        browser.open(&report(file), fragment);
        browser.wait_for(&format!("{HASH} === '{fragment}'"));
        assert_eq!(browser.value("document.documentElement.scrollWidth"), 320, "{file}{fragment}");
    }
}

#[test]
fn the_comparisons_are_filtered_by_relation_open_rules_and_words() {
    let Some(mut browser) = open("procedures.html", "") else { return };
    let shown = "[...document.querySelectorAll('article')].filter((one) => !one.hidden).length";
    let all = browser.value(shown);
    browser.press(Key::Letter('/'));
    browser.type_text("ruckruf");
    let first = "document.querySelector('article:not([hidden]) h2').textContent";
    assert!(browser.text(first).contains("Rückruf"));
    assert_ne!(browser.value(shown), all);
    browser.press(Key::Escape);
    assert_eq!(browser.value(shown), all);
    browser.value("document.getElementById('open').click()");
    let sql = "SELECT count(DISTINCT match_id) FROM rule_conflict WHERE open";
    let open: u64 = demo_store().query_one(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(browser.value(shown), open);
    assert_quiet(&browser, 1);
}

#[test]
fn two_bare_files_get_the_pages_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let a = file("sales.csv", "procedure,step,action\nChange of address,1,Enter the new address\n");
    let b = file("loans.csv", "procedure,step,action\nAddress change,1,Enter new address\n");
    let out = folder.path().join("out");
    sameboat().arg("reconcile").args([&a, &b]).arg("--out").arg(&out).assert().success();
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&out.join("guides.html"), "");
    assert_eq!(
        browser.text("document.querySelector('.results .title').textContent"),
        "Change of address"
    );
    browser.open(&out.join("procedures.html"), "");
    assert_eq!(browser.value("document.querySelectorAll('article').length"), 1);
    assert_quiet(&browser, 2);
}

/// The answer of `reconcile` to an English and a German list of procedures.
fn answer_in_two_languages() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let sales = file(
        "sales.csv",
        "procedure,step,action\n\
         Reminders for unpaid invoices,1,Send first reminder\n\
         Reminders for unpaid invoices,2,Send second reminder with fee\n\
         Reminders for unpaid invoices,3,Hand over to debt collection agency\n\
         Change of address,1,Take down the new address\n\
         Change of address,2,Change the address in the master data\n",
    );
    let loans = file(
        "loans.csv",
        "Prozess;Schritt;Aktion\n\
         Mahnverfahren;1;Erste Mahnung versenden\n\
         Mahnverfahren;2;Zweite Mahnung mit Mahngebühr versenden\n\
         Mahnverfahren;3;Abgabe an das Inkassobüro\n\
         Adressänderung;1;Neue Anschrift aufnehmen\n\
         Adressänderung;2;Anschrift im Stammdatensatz ändern\n",
    );
    let out = folder.path().join("out");
    sameboat().arg("reconcile").args([&sales, &loans]).arg("--out").arg(&out).assert().success();
    folder
}

#[test]
fn a_chosen_line_is_led_in_its_own_words() {
    let folder = answer_in_two_languages();
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&folder.path().join("out/guides.html"), "");
    let titles =
        "[...document.querySelectorAll('.results .title')].map((one) => one.textContent).join()";
    let also =
        "[...document.querySelectorAll('.results .also')].map((one) => one.textContent).join()";
    assert_eq!(browser.text(titles), "Change of address,Reminders for unpaid invoices");
    browser.value("document.querySelector('input[value=right]').click()");
    assert_eq!(browser.text(titles), "Adressänderung,Mahnverfahren");
    assert_eq!(browser.text(also), "also: Change of address,also: Reminders for unpaid invoices");
    browser.press(Key::Letter('/'));
    browser.type_text("inkasso");
    browser.press(Key::Enter);
    browser.wait_for("document.activeElement.id === 'card'");
    assert_eq!(
        browser.text("document.querySelector('.sheet-head h2').textContent"),
        "Mahnverfahren"
    );
    let beside =
        "[...document.querySelectorAll('.card .beside')].map((one) => one.textContent).join()";
    assert_eq!(browser.text(QUESTION), "Erste Mahnung versenden");
    assert_eq!(browser.text(beside), "Both lines Send first reminder");
    let choose = |browser: &mut Browser, line: &str| {
        browser.value(&format!("document.querySelector('input[value={line}]').click()"));
        (browser.text(QUESTION), browser.text(beside))
    };
    let shown = |question: &str, beside: &str| (question.to_owned(), beside.to_owned());
    assert_eq!(
        choose(&mut browser, "both"),
        shown("Send first reminder", "loans Erste Mahnung versenden")
    );
    assert_eq!(choose(&mut browser, "left"), shown("Send first reminder", ""));
    choose(&mut browser, "right");
    browser.value("document.getElementById('card').focus()");
    browser.press(Key::Enter);
    browser.wait_for("document.querySelectorAll('.trail li').length === 1");
    let [sales, loans] =
        ["Send second reminder with fee", "Zweite Mahnung mit Mahngebühr versenden"];
    // The proposal has the wording that says more.
    assert_eq!(choose(&mut browser, "right"), shown(loans, ""));
    assert_eq!(choose(&mut browser, "left"), shown(sales, &format!("Both lines {loans}")));
    assert_eq!(choose(&mut browser, "both"), shown(loans, &format!("sales {sales}")));
    assert_quiet(&browser, 1);
}

#[test]
fn both_lines_words_are_found_by_their_beginnings_parts_and_stems() {
    let folder = answer_in_two_languages();
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&folder.path().join("out/guides.html"), "");
    let mut found = Vec::new();
    for query in [
        "Mahnung",
        "Mahnungen",
        "gebuhr",
        "GEBUEHR",
        "büro",
        "mah",
        "fee",
        "ahn",
        "adresse",
        "master",
    ] {
        browser.value("document.getElementById('search').focus()");
        browser.press(Key::Escape);
        browser.type_text(query);
        let first = browser.text("document.querySelector('.results li')?.innerText ?? 'nothing'");
        found.push(format!("{query}: {}", first.replace('\n', " | ")));
    }
    insta::assert_snapshot!(found.join("\n"), @r"
    Mahnung: Reminders for unpaid invoices | also: Mahnverfahren | Both lines
    Mahnungen: Reminders for unpaid invoices | also: Mahnverfahren | Both lines
    gebuhr: Reminders for unpaid invoices | also: Mahnverfahren | Step 2: Zweite Mahnung mit Mahngebühr versenden | Both lines
    GEBUEHR: Reminders for unpaid invoices | also: Mahnverfahren | Step 2: Zweite Mahnung mit Mahngebühr versenden | Both lines
    büro: Reminders for unpaid invoices | also: Mahnverfahren | Step 3: Abgabe an das Inkassobüro | Both lines
    mah: Reminders for unpaid invoices | also: Mahnverfahren | Both lines
    fee: Reminders for unpaid invoices | also: Mahnverfahren | Step 2: Send second reminder with fee | Both lines
    ahn: nothing
    adresse: Change of address | also: Adressänderung | Both lines
    master: Change of address | also: Adressänderung | Step 2: Change the address in the master data | Both lines
    ");
}
