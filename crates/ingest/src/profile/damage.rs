//! What spreadsheets and exports have destroyed on the way, seen in all values of a column together.
//! What shows in one value alone is an issue of that value.

use sameboat_model::settings::DEFAULT_COUNTRY;
use sameboat_model::{Entity, FieldKind, Mapping, Settings};
use sameboat_normalize::countries::parse_country;
use sameboat_normalize::outcomes::{FEWEST, is_status};
use sameboat_normalize::phones::is_without_zero;
use sameboat_store::schema::ingest::MENDED;
use sameboat_store::{Store, StoreError, params};

use super::warnings::rows;
use crate::stage::SourceSummary;

/// Warnings about a source's columns.
pub(super) fn warnings(
    store: &Store,
    settings: &Settings,
    mapping: &Mapping,
    summary: &SourceSummary,
) -> Result<Vec<String>, StoreError> {
    let mut warnings = Vec::new();
    let home = settings.line(&summary.line).map_or(DEFAULT_COUNTRY, |line| line.country());
    let mapped = |field: &str| mapping.fields.contains_key(field);
    if mapping.entity == Entity::Customer {
        if mapped("postcode") {
            warnings.extend(mended_postcodes(store, summary)?);
            match &summary.postcodes_left {
                Some(left) => warnings.push(left.to_string()),
                None => warnings.extend(short_postcodes(store, summary)?),
            }
        }
        for phone in ["phone", "mobile"] {
            if mapped(phone) {
                warnings.extend(bare_phones(store, home, phone, summary)?);
            }
        }
    }
    if mapping.entity == Entity::Customer && mapped("country") {
        warnings.extend(unknown_countries(store, summary)?);
    }
    if mapping.entity.has_own_key() {
        warnings.extend(short_keys(store, mapping.entity, summary)?);
    }
    for field in mapping.entity.fields() {
        if field.kind == FieldKind::Text && mapped(field.name) {
            warnings.extend(cut_off(store, mapping.entity, field.name, summary)?);
        }
    }
    Ok(warnings)
}

/// Countries that no list knows: what depends on the country is not put right in their rows.
fn unknown_countries(store: &Store, summary: &SourceSummary) -> Result<Option<String>, StoreError> {
    /// Countries that are named.
    const NAMED: usize = 5;
    let sql = "SELECT country, count(*) AS row_count FROM customer_record \
               WHERE source = ? AND country IS NOT NULL GROUP BY country ORDER BY row_count DESC, country";
    let mut said = store.query(sql, params![summary.source], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?))
    })?;
    said.retain(|(country, _)| parse_country(country).is_none());
    let all: u64 = said.iter().map(|(_, count)| count).sum();
    let named = said.iter().filter(|(country, count)| *count >= FEWEST && is_status(country));
    let mut named: Vec<String> =
        named.take(NAMED).map(|(country, count)| format!("`{country}` {}", rows(*count))).collect();
    if named.len() < said.len() {
        named.push("others".into());
    }
    Ok((all > 0).then(|| {
        format!(
            "`country` is none that is known: {} ({}); lost zeros are read as if there were none, and exports give \
             no calling code to phones of these rows: give it a `lookup` to the ISO 3166 code",
            rows(all),
            named.join(", ")
        )
    }))
}

/// Postcodes that lost zeros, which the country told to be put back.
fn mended_postcodes(store: &Store, summary: &SourceSummary) -> Result<Option<String>, StoreError> {
    let sql = "SELECT count(*) FROM value_issue WHERE source = ? AND what = ?";
    let mended: u64 = store.query_one(sql, params![summary.source, MENDED], |row| row.get(0))?;
    Ok((mended > 0).then(|| {
        let mended = rows(mended);
        format!("`postcode` had lost leading zeros, which are put back: {mended}")
    }))
}

/// Postcodes of four digits in a country that is not known, where most have five and none begins with
/// a zero. All of four digits may be another country's.
fn short_postcodes(store: &Store, summary: &SourceSummary) -> Result<Option<String>, StoreError> {
    let sql = "SELECT count(*) FILTER (WHERE regexp_full_match(postcode, '[0-9]{4}')) AS four, \
                   count(*) FILTER (WHERE regexp_full_match(postcode, '[0-9]{5}')) AS five, \
                   count(*) FILTER (WHERE regexp_full_match(postcode, '0[0-9]{4}')) AS zero \
               FROM customer_record WHERE source = ? GROUP BY trim(coalesce(country, ''))";
    let groups: Vec<(u64, u64, u64)> = store
        .query(sql, params![summary.source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let in_doubt = |(four, five, zero): &&(u64, u64, u64)| *five > 2 * four && *zero == 0;
    let short: u64 = groups.iter().filter(in_doubt).map(|(four, ..)| four).sum();
    Ok((short > 0).then(|| {
        let short = rows(short);
        format!("`postcode` has four digits, five elsewhere: leading zeros lost?: {short}")
    }))
}

/// Digits from which on numbers that nobody counted up to are told from such that somebody did.
const COUNTED: i64 = 6;

/// Keys with fewer digits than the others, which begin with zeros; or, where none begins with a zero,
/// nearly all have one length, and are too far apart to have been counted.
fn short_keys(
    store: &Store,
    entity: Entity,
    summary: &SourceSummary,
) -> Result<Option<String>, StoreError> {
    let sql = format!(
        "WITH k AS (SELECT length(record_key) AS n, starts_with(record_key, '0') AS zero \
             FROM {table} WHERE source = ? AND regexp_full_match(record_key, '[0-9]{{1,18}}')), \
         usual AS (SELECT n FROM k GROUP BY n \
             ORDER BY count(*) FILTER (WHERE zero) DESC, count(*) DESC, n DESC LIMIT 1) \
         SELECT coalesce((SELECT n FROM usual), 0)::BIGINT, \
             count(*) FILTER (WHERE n = (SELECT n FROM usual)), \
             count(*) FILTER (WHERE zero AND n = (SELECT n FROM usual)), \
             count(*) FILTER (WHERE NOT zero AND n < (SELECT n FROM usual)) FROM k",
        table = entity.record_table()
    );
    let (digits, usual, zero, short): (i64, u64, u64, u64) =
        store.query_one(&sql, params![summary.source], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    if short == 0 {
        return Ok(None);
    }
    if zero > 1 {
        return Ok(Some(format!(
            "`record_key` has fewer digits than the others, which begin with zeros: leading zeros \
             lost?: {}",
            rows(short)
        )));
    }
    // Who counts from one uses all the short numbers.
    let there_are = 10_f64.powi(i32::try_from(digits).unwrap_or_default() - 1);
    let is_sparse = (short as f64) < 0.05 * there_are;
    let nearly_all = usual >= 20 && usual >= 4 * short;
    Ok((nearly_all && is_sparse && digits >= COUNTED).then(|| {
        let short = rows(short);
        format!("`record_key` has fewer than {digits} digits: leading zeros lost?: {short}")
    }))
}

/// Phones that are bare digits without a zero or a plus in front, where most others have one, or
/// where no phone has one. Such as have no zero at home are whole.
fn bare_phones(
    store: &Store,
    home: &str,
    field: &str,
    summary: &SourceSummary,
) -> Result<Option<String>, StoreError> {
    const BARE: &str = "'[1-9][0-9]{6,14}'";
    let sql = format!(
        "SELECT coalesce(country, ''), count(*) FILTER (WHERE regexp_full_match(\"{field}\", {BARE})), \
             count(*) FILTER (WHERE regexp_matches(\"{field}\", '^\\(?[0+]')) \
         FROM customer_record WHERE source = ? GROUP BY 1 ORDER BY 2 DESC, 1"
    );
    let counted: Vec<(String, u64, u64)> = store
        .query(&sql, params![summary.source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (mut bare, mut led) = (0, 0);
    for (at, (country, bare_there, led_there)) in counted.iter().enumerate() {
        led += led_there;
        let known = parse_country(country).unwrap_or(home);
        let is_looked_at = *bare_there > 0 && at < COUNTRIES;
        let sql = format!(
            "SELECT \"{field}\" FROM customer_record WHERE source = ? AND coalesce(country, '') = ? \
                 AND regexp_full_match(\"{field}\", {BARE}) ORDER BY hash(row_number), row_number LIMIT {SAMPLED}"
        );
        let numbers: Vec<String> = if is_looked_at {
            store.query(&sql, params![summary.source, country], |row| row.get(0))?
        } else {
            vec![]
        };
        let whole = numbers.iter().filter(|number| is_without_zero(number, known)).count();
        let are_whole = is_looked_at && whole as f32 >= WHOLE * numbers.len() as f32;
        // Among mobiles that are whole stand landlines that are not.
        let lost = (numbers.len() - whole) as u64 * bare_there / (numbers.len() as u64).max(1);
        bare += if are_whole { lost } else { *bare_there };
    }
    // Without any other phone to compare with, a few bare ones may just be written that way.
    let notable = bare > 0 && (led > bare || (led == 0 && bare >= 20));
    Ok(notable.then(|| {
        format!("`{field}` begins with neither 0 nor +: leading zeros lost?: {}", rows(bare))
    }))
}

/// Countries, as they are written, of which bare numbers are looked at, and how many of each.
const COUNTRIES: usize = 20;
const SAMPLED: usize = 200;
/// Share of a country's bare numbers that must lack no zero.
const WHOLE: f32 = 0.9;

/// Lengths at which programs cut texts off: fields of old databases, and the cells of spreadsheets.
const LIMITS: [u64; 4] = [255, 256, 4_000, 32_767];

/// Texts of exactly the length at which programs cut them off, in a column that has none longer.
fn cut_off(
    store: &Store,
    entity: Entity,
    field: &str,
    summary: &SourceSummary,
) -> Result<Option<String>, StoreError> {
    let sql = format!(
        "SELECT coalesce(max(length(\"{field}\")), 0)::BIGINT AS longest, \
             count(*) FILTER (WHERE length(\"{field}\") = (SELECT max(length(\"{field}\")) \
                 FROM {table} WHERE source = ?1)) \
         FROM {table} WHERE source = ?1",
        table = entity.record_table()
    );
    let (longest, cut): (i64, i64) =
        store.query_one(&sql, params![summary.source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(LIMITS.contains(&(longest as u64)).then(|| {
        format!("`{field}` has {longest} characters, none more: cut off?: {}", rows(cut as u64))
    }))
}
