INSERT INTO objective_pair (left_name, left_definition, left_unit, left_target, left_actual, right_name,
                            right_definition, right_unit, right_target, right_actual, similarity, difference)
VALUES ('First contact resolution', 'solved without a second contact in 7 days', 'share', 0.75, 0.68,
        'Solved at first contact', 'agent ticks solved', 'share', 0.85, 0.91, 0.62, 'definition; target');

INSERT INTO objective_gap (line, record_key, name, definition, unit, better, target, actual, gap, met)
VALUES ('product', 'K1', 'First contact resolution', 'no second contact in 7 days', 'share', 'higher', 0.75, 0.68, 0.07, false),
       ('product', 'K2', 'Average handle time', 'talk and after-call work', 'seconds', 'lower', 300, 312, 12, false),
       ('financing', 'K7', 'Signed contracts an hour', 'contracts by outbound calls', 'contracts', 'higher', 0.8, 0.9, -0.1, true);

INSERT INTO incentive_conflict (left_key, left_name, right_key, right_name, pattern, reason)
VALUES ('K2', 'Average handle time', 'K7', 'Signed contracts an hour', 'short contacts against sales',
        'A sales talk takes longer than a short answer.');

INSERT INTO team (line, team, site_key, employer, agents, fte, languages)
VALUES ('product', 'Service North', 'S1', 'Aurora Motors', 24, 21.5, 'de; en'),
       ('product', 'Complaints', 'S1', 'Helpline GmbH', 12, 12, 'de'),
       ('financing', 'Loans', 'S7', 'Aurora Bank', 18, 16.8, 'de; fr');

INSERT INTO skill_matrix (line, skill, home, agents, holders, lacking, mean_level, top_level)
VALUES ('product', 'complaints', 'both', 36, 20, 16, 3.1, 5), ('financing', 'complaints', 'both', 18, 14, 4, 3.4, 5),
       ('product', 'loan advice', 'financing', 36, 2, 34, 2, 3), ('financing', 'loan advice', 'financing', 18, 18, 0, 4, 5);

INSERT INTO hybrid_candidate (line, rank, agent_key, team, other_skills, skills, mean_level, ready)
VALUES ('product', 1, 'AG17', 'Service North', 2, 5, 4.2, true), ('product', 2, 'AG03', 'Complaints', 0, 3, 3.5, false);

INSERT INTO staffing (pool, hour, calls, handle_seconds, load, agents, scheduled, occupancy, service_level, mean_wait_seconds)
SELECT pool, hour, 10, 300, 3, greatest(2, (peak * (1 - abs(hour - 11) / 9.0))::BIGINT), 9, 0.8, 0.82, 14
FROM (VALUES ('product', 20), ('financing', 15), ('pooled', 31)) p(pool, peak), range(8, 19) h(hour);

INSERT INTO site_fit (line, record_key, name, city, seats, seats_used, seats_free, lease_ends_on, monthly_cost,
                      agents, other_seats, seats_short)
VALUES ('product', 'S1', 'Hall 4', 'Leipzig', 60, 36, 24, DATE '2029-03-31', 31000, 36, 18, 0),
       ('financing', 'S7', 'Bank tower', 'Frankfurt', 22, 18, 4, DATE '2027-09-30', 28500, 18, 36, 32);

INSERT INTO shared_asset (kind, left_key, left_name, right_key, right_name, similarity, left_monthly_cost, right_monthly_cost)
VALUES ('system', 'Y1', 'Telephony Nova', 'Y4', 'NOVA telephony', 0.9, 12000, 9500),
       ('outsourcer', 'O1', 'Helpline GmbH', 'O3', 'Helpline', 0.88, 54000, 31000);

INSERT INTO outsourcer_term (line, record_key, name, service, seats, monthly_cost, contract_ends_on, notice_months, notice_by, shared)
VALUES ('product', 'O1', 'Helpline GmbH', 'complaints, evenings', 12, 54000, DATE '2027-12-31', 6, DATE '2027-06-30', true);

INSERT INTO money_category (line, kind, category, months, total, monthly)
VALUES ('product', 'cost', 'staff', 12, 2160000, 180000), ('financing', 'cost', 'staff', 12, 1320000, 110000),
       ('product', 'cost', 'telephony', 12, 144000, 12000), ('financing', 'income', 'commission', 12, 4800000, 400000);

INSERT INTO shared_cost (left_category, right_category, similarity, left_monthly, right_monthly)
VALUES ('staff', 'staff', 1, 180000, 110000);

INSERT INTO metric (name, line, segment, value, unit, origin)
VALUES ('customers', 'both', '', 10, 'customers', 'customer'), ('shared_share', 'both', '', 0.3, 'share', 'crosswalk'),
       ('cost_per_contact', 'product', '', 11.4, 'EUR', 'money_record, contact');
