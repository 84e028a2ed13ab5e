//! Decision tables, and what is written beside them.

use sameboat_procedures::read_dmn;

use crate::{only, refused};

#[test]
fn decision_tables_become_rules_in_words() {
    let text = "<definitions name=\"Goodwill\"><decision id=\"d\" name=\"Goodwill limit\"><decisionTable>
        <input label=\"Customer\"><inputExpression><text>c</text></inputExpression></input>
        <input label=\"Amount\"/><output label=\"Limit\"/>
        <rule id=\"r1\"><inputEntry><text>\"gold\",\"silver\"</text></inputEntry><inputEntry><text>&gt; 50</text></inputEntry>
        <outputEntry><text>\"100 EUR\"</text></outputEntry></rule>
        <rule id=\"r2\"><inputEntry><text>-</text></inputEntry><inputEntry><text>[0..50]</text></inputEntry>
        <outputEntry><text>20</text></outputEntry></rule>
        <rule id=\"r3\"><inputEntry/><outputEntry><text>1</text></outputEntry></rule>
        <rule id=\"r4\"><inputEntry/><inputEntry/><outputEntry/></rule></decisionTable></decision>
        <decision id=\"s\" name=\"Reply deadline\"><literalExpression><text>duration(\"PT24H\")</text></literalExpression></decision>
        <decision id=\"t\" name=\"Nothing\"/></definitions>";
    let intake = read_dmn("rules", text.as_bytes()).unwrap();
    let rules: Vec<String> = intake
        .procedures
        .iter()
        .flat_map(|read| read.procedure.rules.iter().map(|rule| (&read.procedure.title, rule)))
        .map(|(title, rule)| {
            format!("{title} | {} | {} | {}", rule.kind.name(), rule.condition, rule.value)
        })
        .collect();
    insta::assert_snapshot!(rules.join("\n"), @r"
    Goodwill limit | authority_limit | Customer is gold or silver and Amount above 50 | 100 EUR
    Goodwill limit | authority_limit | Amount from 0 to 50 | 20
    Reply deadline | sla |  | 24 hours
    ");
    insta::assert_snapshot!(refused(&intake), @r"
    8 Rule r3: the row has not as many entries as the table has columns
    9 Rule r4: the row has no result
    11 Rule t: the decision has neither a table nor a literal expression
    ");
}

#[test]
fn what_is_written_beside_decision_tables_is_noted_and_no_rule() {
    let row = |id: &str, amount: &str, beside: &str| {
        format!(
            "<rule id=\"{id}\">{beside}<inputEntry><text>{amount}</text></inputEntry>
             <outputEntry><text>20</text></outputEntry></rule>"
        )
    };
    let annotated = "<description>Agreed with sales</description>";
    let commented =
        "<annotationEntry><text>Ask the supervisor within 24 hours</text></annotationEntry>";
    let table = |rows: &str| {
        format!(
            "<decisionTable id=\"table\"><input label=\"Amount\"/><output label=\"Limit\"/>
             <annotation name=\"Comment\"/>{rows}</decisionTable>"
        )
    };
    let tied = |annotation: &str, to: &str, text: &str| {
        format!(
            "<textAnnotation id=\"{annotation}\"><text>{text}</text></textAnnotation>
             <association><sourceRef href=\"#{to}\"/><targetRef href=\"#{annotation}\"/></association>"
        )
    };
    let rows = row("r1", "&gt; 50", annotated) + &row("r2", "-", commented);
    let text = format!(
        "<definitions name=\"Goodwill\"><decision id=\"d\" name=\"Goodwill limit\">
         <description>Only for customers
who complain</description>{}</decision>
         <decision id=\"e\" name=\"Reply deadline\">{}</decision>{}{}
         <textAnnotation id=\"z\"><text>Draw anew in spring</text></textAnnotation></definitions>",
        table(&rows),
        table(&row("r3", "&lt; 9", "")).replace("\"table\"", "\"other\""),
        tied("x", "other", "Goodwill up to 100 EUR was the limit of 2019"),
        tied("y", "nowhere", "Ask Kim"),
    );
    let intake = read_dmn("rules", text.as_bytes()).unwrap();
    let told: Vec<String> = intake
        .procedures
        .iter()
        .map(|read| &read.procedure)
        .map(|of| format!("{}, {} rules\n{}", of.title, of.rules.len(), of.note))
        .collect();
    insta::assert_snapshot!(told.join("\n\n"), @r"
    Goodwill limit, 2 rules
    Only for customers
    who complain
    Amount above 50: Agreed with sales
    Ask the supervisor within 24 hours
    Ask Kim
    Draw anew in spring

    Reply deadline, 1 rules
    Goodwill up to 100 EUR was the limit of 2019
    ");
}

#[test]
fn whatever_describes_a_part_of_the_file_is_noted_also_of_decisions_without_rules() {
    let text = "<definitions name=\"Goodwill\"><description>Version 3</description>
        <decision id=\"d\" name=\"Goodwill limit\"><question>How much?</question><decisionTable>
        <input label=\"Customer\"><description>who asks</description>
        <inputExpression><description>from the CRM</description><text>c</text></inputExpression></input>
        <output label=\"Limit\"><description>in EUR</description></output>
        <rule id=\"r1\"><description>since 2020</description><inputEntry><text>\"gold\"</text></inputEntry>
        <outputEntry><text>50</text></outputEntry></rule></decisionTable></decision>
        <decision id=\"e\" name=\"Empty\"><description>No table yet</description></decision>
        <textAnnotation id=\"a\"><text>Ask the owner</text></textAnnotation>
        <association><sourceRef href=\"#e\"/><targetRef href=\"#a\"/></association>
        <businessKnowledgeModel name=\"Score\"><description>Bought in 2019</description>
        </businessKnowledgeModel></definitions>";
    let intake = read_dmn("rules", text.as_bytes()).unwrap();
    assert_eq!(intake.procedures.len(), 1);
    insta::assert_snapshot!(intake.procedures[0].procedure.note, @r"
    How much?
    Customer: who asks
    Customer: from the CRM
    Limit: in EUR
    Customer is gold: since 2020
    Version 3
    Score: Bought in 2019
    Empty: No table yet
    Empty: Ask the owner
    ");
}

#[test]
fn descriptions_of_entries_and_of_rules_that_give_nothing_are_noted() {
    let text = "<definitions><decision id=\"d\" name=\"Limit\"><decisionTable><input label=\"Segment\"/>\
        <output label=\"Limit\"/><rule id=\"r1\"><inputEntry><description>Of the entry</description>\
        <text>\"gold\"</text></inputEntry><outputEntry><description>Of the result</description><text>50</text>\
        </outputEntry></rule><rule id=\"r2\"><description>Of the refused row</description></rule></decisionTable>\
        </decision><decision id=\"e\" name=\"Other\"><decisionTable><input label=\"q\"/><output label=\"w\"/>\
        <rule id=\"z\"><description>Only for managers</description><inputEntry><text>-</text></inputEntry>\
        <outputEntry><text>-</text></outputEntry></rule></decisionTable></decision></definitions>";
    let intake = read_dmn("f", text.as_bytes()).unwrap();
    let note = &only(&intake).note;
    for told in ["Of the entry", "Of the result", "Of the refused row", "Other: Only for managers"]
    {
        assert!(note.contains(told), "no {told} in:\n{note}");
    }
}

/// In a walk over all decisions for each annotation this takes minutes.
#[test]
fn annotations_of_a_long_file_are_read_once_each() {
    let many = 60_000;
    let loose: Vec<String> = (0..many)
        .map(|at| format!("<textAnnotation id=\"t{at}\"><text>{at}</text></textAnnotation>"))
        .collect();
    let loose = loose.concat();
    let text = format!(
        "<definitions><decision id=\"d\" name=\"Limit\"><literalExpression><text>50</text></literalExpression>\
         </decision>{loose}</definitions>"
    );
    let intake = read_dmn("f", text.as_bytes()).unwrap();
    assert!(only(&intake).note.contains("59999"));
}
