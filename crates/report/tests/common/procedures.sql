INSERT INTO procedure_match (match_id, left_key, left_title, right_key, right_title, relation, score,
                             evidence, left_contacts, right_contacts)
VALUES (1, 'P03', 'Handle a complaint', 'F02', 'Complaint about a contract', 'same', 0.84,
        'title 0.71, steps 0.88', 2000, 840),
       (2, 'P07', 'Change of address', 'F05', 'Update customer data', 'related', 0.52, 'steps 0.5', 150, 90),
       (3, 'P09', 'Book a test drive', NULL, NULL, 'only_left', 0.11, NULL, 410, 0),
       (4, NULL, NULL, 'F11', 'Early settlement of a loan', 'only_right', 0.16, NULL, 0, 900);

INSERT INTO step_alignment (match_id, position, operation, left_position, left_action, right_position,
                            right_action, similarity, difference)
VALUES (1, 1, 'same', 1, 'Greet and take the name', 1, 'Greet and take the name', 1, ''),
       (1, 2, 'reworded', 2, 'Log the complaint', 2, 'Record the complaint in the file', 0.7, 'other words'),
       (1, 3, 'only_right', NULL, NULL, 3, 'Send the receipt within a day', 0, 'only Loans and leases');

INSERT INTO rule_conflict (match_id, left_key, right_key, kind, left_value, right_value, class, detail,
                           open, choice, recommendation, reason)
VALUES (1, 'P03', 'F02', 'sla', 'answer within 2 working days', 'answer within 24 hours', 'looser',
        'the first line allows more time', true, 'right', 'answer within 24 hours', 'the stricter rule serves both'),
       (1, 'P03', 'F02', 'authority_limit', 'goodwill up to 150 EUR', 'no goodwill without approval',
        'contradictory', 'both cannot be kept', true, 'decide', 'Who may grant goodwill?', 'the owners must say'),
       (1, 'P03', 'F02', 'authentication', 'name and birth date', 'name and birth date', 'equal', '', false,
        'both', 'name and birth date', 'the same in both lines');

INSERT INTO procedure_work (match_id, left_title, right_title, relation, contacts, steps, steps_different,
                            conflicts, contradictory)
VALUES (1, 'Handle a complaint', 'Complaint about a contract', 'same', 2840, 3, 2, 2, 1),
       (4, '', 'Early settlement of a loan', 'only_right', 900, 0, 0, 0, 0);

INSERT INTO conflict_count (kind, class, rules, matches)
VALUES ('sla', 'looser', 1, 1), ('authority_limit', 'contradictory', 1, 1), ('authentication', 'equal', 1, 1);
