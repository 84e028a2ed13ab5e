//! Tables of the assessment: facts about the two lines. Each table's meaning says from which
//! tables it is counted; `left` is the first line of the settings, `right` the second.

use super::{Table, boolean, date, double, integer, text};

/// Single figures.
pub const METRIC: Table = Table::new(
    "metric",
    "one figure about a line or both",
    &[
        text("name", "name of the figure"),
        text("line", "line, or both"),
        text("segment", "part of the line that it is about; empty for all"),
        double("value", "the figure"),
        text("unit", "its unit"),
        text("origin", "table or tables that it was counted from"),
    ],
);

/// What each line learns about its customers.
pub const FIELD_GAIN: Table = Table::new(
    "field_gain",
    "how complete one field of a line's customers is before and after unification, regulated \
     fields left out; counted from customer, crosswalk and customer_record",
    &[
        text("line", "line"),
        text("field", "field of the customer"),
        integer("customers", "customers of the line"),
        integer("had", "of them, those for whom the line itself had a value"),
        integer("has", "of them, those for whom the unified customer has a value"),
        integer("gained", "of them, those who have a value that the line did not have"),
    ],
);

/// How much there is to do.
pub const CONTACT_VOLUME: Table = Table::new(
    "contact_volume",
    "contacts of one line, channel, direction, topic and month; counted from contact",
    &[
        text("line", "line"),
        text("channel", "channel"),
        text("direction", "inbound or outbound"),
        text("topic", "topic as exported; empty if it has none"),
        date("month", "first day of the month"),
        integer("contacts", "contacts"),
        double("handle_hours", "hours of talk, hold and after-call work"),
        double("mean_handle_seconds", "mean handle time of the contacts that have one, seconds"),
        double("mean_wait_seconds", "mean wait of the contacts that have one, seconds"),
        integer("abandoned", "inbound calls that nobody took"),
    ],
);

/// When it is to do.
pub const CONTACT_HOUR: Table = Table::new(
    "contact_hour",
    "contacts of one line that begin on one weekday in one hour; counted from contact",
    &[
        text("line", "line"),
        integer("weekday", "1 Monday to 7 Sunday"),
        integer("hour", "hour of the day, 0 to 23"),
        integer("contacts", "contacts"),
        integer("inbound_calls", "of them, inbound calls"),
        double("handle_hours", "hours of handling"),
    ],
);

/// Hours of work a month.
pub const WORKLOAD: Table = Table::new(
    "workload",
    "agent hours of one line in one month; counted from contact",
    &[
        text("line", "line"),
        date("month", "first day of the month"),
        integer("contacts", "contacts"),
        double("handle_hours", "hours of handling"),
        double("peak_hour_calls", "inbound calls that began in the busiest hour of the month"),
    ],
);

/// Repeat contacts.
pub const JOURNEY: Table = Table::new(
    "journey",
    "inbound contacts whose customer's previous inbound contact, with either line, was at most \
     plan.repeat_days before; counted from contact",
    &[
        text("first_line", "line of the previous contact"),
        text("first_topic", "its topic"),
        text("second_line", "line of the contact"),
        text("second_topic", "its topic"),
        integer("contacts", "contacts that followed so"),
        integer("customers", "customers who did so"),
        double("median_days", "median of the days between"),
    ],
);

/// What became of promises.
pub const PROMISE_STATUS: Table = Table::new(
    "promise_status",
    "promises that one line gave about one topic, as of the last day of the contacts; counted \
     from contact",
    &[
        text("line", "line"),
        text("topic", "topic as exported; empty if it has none"),
        integer("given", "promises given"),
        integer("kept", "kept in time"),
        integer("broken", "not kept in time"),
        integer(
            "overdue",
            "due already, with nothing said about them, though others are followed up",
        ),
        integer("pending", "not due yet, or without a due day"),
        integer("unknown", "due already, or without a due day, of sources that follow up none"),
    ],
);

/// Topics that both lines handle.
pub const SHARED_TOPIC: Table = Table::new(
    "shared_topic",
    "a topic that both lines handle, under one name or two; counted from contact and \
     procedure_match",
    &[
        text("left_topic", "the first line's name of it"),
        text("right_topic", "the second line's name of it"),
        double("similarity", "similarity of the names, 0 to 1"),
        text("evidence", "same name, similar name, or the matched procedures that serve both"),
        integer("left_contacts", "contacts of the first line"),
        integer("right_contacts", "contacts of the second line"),
        double("left_hours", "hours of handling in the first line"),
        double("right_hours", "hours of handling in the second line"),
    ],
);

/// Targets against actuals.
pub const OBJECTIVE_GAP: Table = Table::new(
    "objective_gap",
    "one objective of a line with what is missing to its target; from objective_record",
    &[
        text("line", "line"),
        text("record_key", "objective"),
        text("name", "name of the KPI"),
        text("definition", "how it is measured"),
        text("unit", "unit"),
        text("better", "higher or lower"),
        double("target", "value aimed at"),
        double("actual", "value reached"),
        double("gap", "what is missing to the target; 0 or less where it is met"),
        boolean("met", "whether the target is met"),
    ],
);

/// Objectives side by side.
pub const OBJECTIVE_PAIR: Table = Table::new(
    "objective_pair",
    "an objective that both lines have; from objective_record",
    &[
        text("left_key", "objective of the first line"),
        text("left_name", "its name"),
        text("left_definition", "its definition"),
        text("left_unit", "its unit"),
        double("left_target", "its target"),
        double("left_actual", "its actual"),
        text("right_key", "objective of the second line"),
        text("right_name", "its name"),
        text("right_definition", "its definition"),
        text("right_unit", "its unit"),
        double("right_target", "its target"),
        double("right_actual", "its actual"),
        double("similarity", "similarity of the names; 0.9 for two names of one KPI"),
        text(
            "difference",
            "definition, unit, target, direction: what differs, ; between; or empty",
        ),
    ],
);

/// Objectives that pull against each other.
pub const INCENTIVE_CONFLICT: Table = Table::new(
    "incentive_conflict",
    "an objective of one line that rewards what an objective of the other punishes; from \
     objective_record",
    &[
        text("left_key", "objective of the first line"),
        text("left_name", "its name"),
        text("right_key", "objective of the second line"),
        text("right_name", "its name"),
        text("pattern", "short contacts against solved contacts, …"),
        text("reason", "why the two pull against each other"),
    ],
);

/// Teams.
pub const TEAM: Table = Table::new(
    "team",
    "agents of one line, team, site and employer; counted from agent_record and outsourcer_record",
    &[
        text("line", "line"),
        text("team", "team; empty if unknown"),
        text("site_key", "site; empty if unknown"),
        text("employer", "own company or outsourcer; empty if unknown"),
        boolean("outsourced", "whether the employer is one of the outsourcers, by its name"),
        integer("agents", "agents"),
        double("fte", "full-time equivalents; an agent without a figure counts as one"),
        text("languages", "languages spoken in the team, ; between them"),
    ],
);

/// Who can do what.
pub const SKILL_MATRIX: Table = Table::new(
    "skill_matrix",
    "one skill in one line; counted from agent_skill_record and agent_record",
    &[
        text("line", "line"),
        text("skill", "skill"),
        text("home", "line where two thirds or more of its holders are, else both"),
        integer("agents", "agents of the line"),
        integer("holders", "of them, those who have the skill"),
        integer("lacking", "of them, those who lack it"),
        double("mean_level", "mean level of the holders, 1 to 5"),
        integer("top_level", "highest level"),
    ],
);

/// Who could serve both lines first.
pub const HYBRID_CANDIDATE: Table = Table::new(
    "hybrid_candidate",
    "one agent in the order in which the line's agents could become hybrid agents: skills of the \
     other line first, then level, then number of skills; from agent_record and skill_matrix",
    &[
        text("line", "line"),
        integer("rank", "place in the line's order, from 1"),
        text("agent_key", "agent"),
        text("team", "team"),
        text("site_key", "site"),
        text("employer", "employer"),
        integer("other_skills", "skills at home in the other line"),
        integer("skills", "skills in all"),
        double("mean_level", "mean level of all skills, 1 to 5"),
        boolean("ready", "whether the agent works alone (level 3) in a skill of each line"),
    ],
);

/// Systems and outsourcers that both lines use.
pub const SHARED_ASSET: Table = Table::new(
    "shared_asset",
    "a system, outsourcer or site that both lines use, by its name; from system_record, \
     outsourcer_record and site_record",
    &[
        text("kind", "system, outsourcer or site"),
        text("left_key", "record of the first line"),
        text("left_name", "its name there"),
        text("right_key", "record of the second line"),
        text("right_name", "its name there"),
        double(
            "similarity",
            "similarity of the names; 0.9 for a vendor's system with a longer name",
        ),
        double("left_monthly_cost", "cost of the first line a month"),
        double("right_monthly_cost", "cost of the second line a month"),
    ],
);

/// Contracts with their deadlines.
pub const OUTSOURCER_TERM: Table = Table::new(
    "outsourcer_term",
    "one outsourcer's contract with its deadlines; from outsourcer_record and shared_asset",
    &[
        text("line", "line"),
        text("record_key", "outsourcer"),
        text("name", "company name"),
        text("service", "what it does"),
        integer("seats", "seats contracted"),
        double("monthly_cost", "cost a month"),
        date("contract_ends_on", "end of the contract"),
        integer("notice_months", "notice period in months"),
        date("notice_by", "last day to give notice for that end"),
        boolean("shared", "whether the other line has it too"),
    ],
);

/// Who fits where.
pub const SITE_FIT: Table = Table::new(
    "site_fit",
    "one site and whether the other line would fit in; from site_record, team and shared_asset",
    &[
        text("line", "line that has the site"),
        text("record_key", "site"),
        text("name", "name"),
        text("city", "town"),
        integer("seats", "seats there are"),
        integer("seats_used", "seats in use at peak"),
        integer("seats_free", "seats free at peak"),
        date("lease_ends_on", "end of the lease"),
        double("monthly_cost", "cost a month"),
        integer("agents", "agents of the line at the site"),
        boolean("outsourced", "whether all its agents are of outsourcers"),
        boolean("shared", "whether the other line has agents there too, by the site's name"),
        integer("other_seats", "seats that the other line's own people use at peak elsewhere"),
        integer("seats_short", "seats missing if the whole other line moved in; 0 if it fits"),
    ],
);

/// Cost and income by category.
pub const MONEY_CATEGORY: Table = Table::new(
    "money_category",
    "cost or income of one line in one category; summed from money_record",
    &[
        text("line", "line"),
        text("kind", "cost or income"),
        text("category", "category"),
        integer("months", "months that have an amount"),
        double("total", "sum of the amounts"),
        double("monthly", "total by the months of the line's figures"),
    ],
);

/// Cost categories that both lines have.
pub const SHARED_COST: Table = Table::new(
    "shared_cost",
    "a cost category that both lines have: where synergy can come from; from money_category",
    &[
        text("left_category", "the first line's name of it"),
        text("right_category", "the second line's name of it"),
        double("similarity", "similarity of the names; 0.9 for two names of one kind of cost"),
        double("left_monthly", "cost of the first line a month"),
        double("right_monthly", "cost of the second line a month"),
    ],
);

/// Agents needed, apart and together.
pub const STAFFING: Table = Table::new(
    "staffing",
    "agents that inbound calls need in one hour of a mean working day of the busiest month, by \
     Erlang C; counted from contact",
    &[
        text("pool", "line, or pooled: one queue for both lines"),
        integer("hour", "hour of the day, 0 to 23"),
        double("calls", "mean calls in the hour"),
        double("handle_seconds", "mean handle time of the pool's calls"),
        double("load", "offered load in erlangs"),
        integer("agents", "agents at their desks that reach the service level"),
        double("scheduled", "agents to schedule, shrinkage included"),
        double("occupancy", "share of their time in which these agents handle calls"),
        double("service_level", "share of calls answered in time"),
        double("mean_wait_seconds", "mean wait of all calls"),
    ],
);

/// What aligning procedures takes.
pub const PROCEDURE_WORK: Table = Table::new(
    "procedure_work",
    "one match of procedures with what is to be done about it, most contacts first; counted from \
     procedure_match, step_alignment and rule_conflict",
    &[
        integer("match_id", "match of procedures"),
        text("left_title", "procedure of the first line; empty if it has none"),
        text("right_title", "procedure of the second line; empty if it has none"),
        text("relation", "same, related, only_left or only_right"),
        integer(
            "contacts",
            "contacts of both lines on the procedures' topics or titles; none where nobody knows these",
        ),
        integer("steps", "aligned steps"),
        integer("steps_different", "of them, those that are not the same"),
        integer("conflicts", "rules that differ so that one must still be chosen"),
        integer("contradictory", "of them, those that cannot both be kept"),
    ],
);

/// Conflicts by kind.
pub const CONFLICT_COUNT: Table = Table::new(
    "conflict_count",
    "business rules of matched procedures by kind and class; counted from rule_conflict",
    &[
        text("kind", "what the rule limits"),
        text("class", "how the two rules stand to each other"),
        integer("rules", "rules compared"),
        integer("open", "of them, those that people must still decide"),
        integer("matches", "matches of procedures that have one"),
    ],
);

/// Courses for shared topics.
pub const TOPIC_COURSE: Table = Table::new(
    "topic_course",
    "a shared topic and a course of one line that teaches it; from shared_topic and course_record",
    &[
        text("left_topic", "the first line's name of the topic"),
        text("right_topic", "the second line's name of it"),
        text("line", "line that holds the course; its counterpart is to take it"),
        text("course_key", "course"),
        text("title", "title of the course"),
        double("hours", "length in hours"),
        integer("capacity", "participants a session"),
        text("mode", "classroom, remote or self-paced"),
        double("similarity", "similarity of the topic and what the course teaches, 0 to 1"),
    ],
);

/// The tables of this stage.
pub const TABLES: &[Table] = &[
    METRIC,
    FIELD_GAIN,
    CONTACT_VOLUME,
    CONTACT_HOUR,
    WORKLOAD,
    JOURNEY,
    PROMISE_STATUS,
    SHARED_TOPIC,
    OBJECTIVE_GAP,
    OBJECTIVE_PAIR,
    INCENTIVE_CONFLICT,
    TEAM,
    SKILL_MATRIX,
    HYBRID_CANDIDATE,
    SHARED_ASSET,
    OUTSOURCER_TERM,
    SITE_FIT,
    MONEY_CATEGORY,
    SHARED_COST,
    STAFFING,
    PROCEDURE_WORK,
    CONFLICT_COUNT,
    TOPIC_COURSE,
];
