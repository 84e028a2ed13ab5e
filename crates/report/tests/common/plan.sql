INSERT INTO phase (phase, title, goal, starts_on, ends_on)
VALUES (1, 'Physical integration', 'People of both lines sit together.', DATE '2027-01-04', DATE '2027-03-31'),
       (2, 'Strategic communication', 'Everyone knows why: synergy, not cuts.', DATE '2027-01-04', DATE '2027-04-30'),
       (3, 'Alignment of operative procedures', 'One set of procedures and rules.', DATE '2027-02-01', DATE '2027-06-30'),
       (4, 'Training', 'Hybrid agents serve both lines.', DATE '2027-05-03', DATE '2027-08-31'),
       (5, 'Go-live and continuous follow-up', 'Both lines work as one.', DATE '2027-08-02', DATE '2027-11-03');

INSERT INTO phase_fact (phase, position, fact, value, unit, origin)
VALUES (1, 1, 'Seats free at Hall 4 at peak', 24, 'seats', 'site_fit'),
       (2, 1, 'Customers whom both lines know', 3, 'customers', 'crosswalk'),
       (3, 1, 'Rules that must be chosen', 2, 'rules', 'rule_conflict'),
       (4, 1, 'Share of handling hours on shared topics', 0.41, 'share', 'shared_topic'),
       (5, 1, 'Cost a month in shared categories', 290000, 'EUR', 'shared_cost');

INSERT INTO work_package (work_package, phase, title, owner, starts_on, ends_on, effort_days, depends_on, reason, origin)
VALUES ('1.1', 1, 'Open Hall 4 for the financing line', 'Facilities', DATE '2027-01-04', DATE '2027-02-12', 20, NULL,
        '18 agents fit into 24 free seats (site_fit)', 'site_fit; plan.days_a_site'),
       ('2.1', 2, 'Hold the talks with all teams', 'Leads of both lines', DATE '2027-01-11', DATE '2027-02-26', 6, NULL,
        '54 agents in 3 teams (team)', 'team; plan.days_an_audience'),
       ('3.1', 3, 'Decide 2 rules', 'Process owners', DATE '2027-02-01', DATE '2027-03-05', 1, NULL,
        '2 open rules (rule_conflict)', 'rule_conflict; plan.days_a_conflict'),
       ('4.1', 4, 'Train wave 1', 'Training', DATE '2027-05-03', DATE '2027-06-11', 12, '3.1', '12 agents (hybrid_candidate)', 'hybrid_candidate'),
       ('5.1', 5, 'Go live with complaints', 'Operations', DATE '2027-08-02', DATE '2027-08-13', 10, '4.1', '2,840 contacts (shared_topic)', 'shared_topic');

INSERT INTO gate (phase, side, criterion, metric, current, target, unit, origin)
SELECT phase, side, criterion, metric, current, target, unit, origin FROM
(VALUES (1, 'exit', 'Every agent has a seat', 'seats missing', 0, 0, 'seats', 'site_fit'),
        (3, 'entry', 'Both catalogues are read', 'procedures', 4, 4, 'procedures', 'procedure_match'),
        (3, 'exit', 'No rule waits for a decision', 'open rules', 2, 0, 'rules', 'rule_conflict'),
        (4, 'exit', 'Hybrid agents are trained', 'share trained', 0.02, 0.33, 'share', 'hybrid_candidate'),
        (5, 'entry', 'Service level holds', 'share answered in time', 0.82, 0.8, 'share', 'staffing'))
g(phase, side, criterion, metric, current, target, unit, origin);
INSERT INTO gate (phase, side, criterion, metric, target, unit, origin)
VALUES (2, 'exit', 'Every team was told', 'share of teams told', 1, 'share', 'audience');

INSERT INTO risk (risk, phase, title, reason, response, due_on, value, unit, origin)
VALUES ('R1', 1, 'The lease of Bank tower ends before the move', 'lease ends 30 Sep 2027', 'Extend by three months',
        DATE '2027-03-31', 18, 'agents', 'site_fit');

INSERT INTO milestone (on_day, phase, title, reason)
VALUES (DATE '2027-06-30', 1, 'Give notice to Helpline GmbH', 'contract ends 31 Dec 2027 (outsourcer_term)');

INSERT INTO site_move (position, line, team, employer, from_site, to_site, agents, starts_on, ends_on)
VALUES (1, 'financing', 'Loans', 'Aurora Bank', 'S7', 'Hall 4', 18, DATE '2027-02-15', DATE '2027-02-16');

INSERT INTO audience (position, kind, audience, people, message, by_day, origin)
VALUES (1, 'agents', 'Loans', 18, '3 customers are customers of both lines', DATE '2027-01-29', 'team, crosswalk');

INSERT INTO training_wave (wave, kind, line, team, site_key, employer, agents, hours_each, sessions, courses, starts_on, ends_on)
VALUES (1, 'hybrid', 'product', 'Service North', 'S1', 'Aurora Motors', 12, 16, 2, 'Complaints in banking; payment date',
        DATE '2027-05-03', DATE '2027-06-11');

INSERT INTO go_live_wave (wave, topics, contacts, share, starts_on, ends_on, origin)
VALUES (1, 'complaint', 2840, 0.21, DATE '2027-08-02', DATE '2027-08-13', 'shared_topic');

INSERT INTO follow_up (kpi, line, better, baseline, target, rollback_at, unit, origin)
VALUES ('Mean wait', 'both', 'lower', 42.5, 30, 46.8, 'seconds', 'contact_volume; plan.rollback_tolerance');

INSERT INTO plan_warning (position, warning, help)
VALUES (1, 'The follow-up is two weeks shorter than asked.', 'Begin training earlier.');
