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

INSERT INTO unified_procedure (procedure_id, title, match_id, left_key, right_key, topics, channels, purpose,
                               "trigger", owner, inputs, outcome, start)
VALUES ('product:P03+financing:F02', 'Handle a complaint', 1, 'P03', 'F02', 'complaint;quality', 'call;e-mail',
        'Keep the customer', 'The customer is not satisfied', 'Head of Care / Complaints Officer', 'Contract number',
        'The complaint is answered', '1'),
       ('product:P07', 'Change of address', 2, 'P07', NULL, 'address', 'call', NULL, 'The customer has moved', NULL,
        NULL, NULL, '1'),
       ('financing:F05', 'Update customer data', 2, NULL, 'F05', 'address', 'letter', NULL, NULL, NULL, NULL, NULL, '1'),
       ('product:P09', 'Book a test drive', 3, 'P09', NULL, 'test drive', 'call', NULL, NULL, NULL, NULL, NULL, '1'),
       ('financing:F11', 'Vorzeitige Ablösung', 4, NULL, 'F11', 'settlement', 'call', NULL, NULL, NULL, NULL, NULL, '1');

-- A decision, a way for each line, a step that is not always done, and a way back.
INSERT INTO unified_step (procedure_id, position, actor, action, system, output, kind, condition, next, origin)
VALUES ('product:P03+financing:F02', 1, 'Agent', 'Greet and take the name', NULL, NULL, 'task', NULL, '2', 'both'),
       ('product:P03+financing:F02', 2, 'Agent', 'Is the caller the contract partner?', NULL, NULL, 'decision', NULL,
        '3: yes; end: no', 'both'),
       ('product:P03+financing:F02', 3, 'Agent', 'Log the complaint', 'CRM / LoanCore', 'Complaint number', 'task', NULL,
        '4: product; 5: financing', 'both'),
       ('product:P03+financing:F02', 4, 'Agent', 'Offer a loan car', 'CRM', NULL, 'task', 'the car cannot be driven',
        '6', 'product'),
       ('product:P03+financing:F02', 5, 'Agent', 'Send the receipt within a day', 'LoanCore', 'Receipt', 'task', NULL,
        '6', 'financing'),
       ('product:P03+financing:F02', 6, 'Agent', 'Is the customer satisfied?', NULL, NULL, 'decision', NULL,
        'end: yes; 3: product: no; 7: financing: no', 'both'),
       ('product:P03+financing:F02', 7, 'Complaints Officer', 'Wait for the ombudsman', NULL, NULL, 'event', NULL,
        '6', 'financing'),
       ('product:P07', 1, 'Agent', 'Enter the new address', 'CRM', NULL, 'task', NULL, 'end', 'product'),
       ('financing:F05', 1, 'Agent', 'Record the new address', 'LoanCore', NULL, 'task', NULL, 'end', 'financing'),
       ('product:P09', 1, 'Agent', 'Offer two dates', 'Calendar', NULL, 'task', NULL, 'end', 'product'),
       ('financing:F11', 1, 'Agent', 'Calculate what is still owed', 'LoanCore', NULL, 'task', NULL, 'end', 'financing');

-- Both lines' own words.
UPDATE unified_procedure SET left_trigger = "trigger", right_trigger = 'Kunde ist unzufrieden',
       left_outcome = outcome, right_outcome = 'Die Beschwerde ist beantwortet',
       left_topics = 'complaint;quality', right_topics = 'Reklamation'
WHERE procedure_id = 'product:P03+financing:F02';
UPDATE unified_step SET left_action = action, right_action = 'Begrüßen und Namen aufnehmen'
WHERE procedure_id = 'product:P03+financing:F02' AND position = 1;
UPDATE unified_step SET left_action = 'Log the complaint', right_action = 'Beschwerde in der Akte erfassen',
       action = 'Log the complaint / Beschwerde in der Akte erfassen'
WHERE procedure_id = 'product:P03+financing:F02' AND position = 3;


-- What is noted beside them: by one line, by both in their own words, and of the procedure.
UPDATE unified_step SET note = 'Use the complaint form & never a letter' || chr(10) || '- form B3'
WHERE procedure_id = 'product:P03+financing:F02' AND position = 1;
UPDATE unified_step SET note = 'product: not by phone / financing: nur mit Rückschein',
    left_note = 'not by phone', right_note = 'nur mit Rückschein'
WHERE procedure_id = 'product:P03+financing:F02' AND position = 3;
UPDATE unified_step SET note = 'product: is no line of its own / financing: neither'
WHERE procedure_id = 'product:P07';
UPDATE unified_procedure SET note = 'The hotline is closed on Fridays' WHERE procedure_id = 'product:P03+financing:F02';
UPDATE step_alignment SET left_note = 'not by phone', right_note = 'nur mit Rückschein' WHERE position = 2;

INSERT INTO unified_rule (procedure_id, kind, condition, value, origin, open, by_policy, reason)
VALUES ('product:P03+financing:F02', 'sla', 'Answer a complaint', '24 hours', 'financing', false, true,
        'the stricter rule serves both'),
       ('product:P03+financing:F02', 'authority_limit', 'Goodwill',
        'product: up to 150 EUR / financing: none without approval', 'both', true, false, 'the owners must say'),
       ('product:P03+financing:F02', 'authentication', NULL, 'name and birth date', 'both', false, false,
        'the same in both lines');

INSERT INTO conflict_count (kind, class, rules, open, matches)
VALUES ('sla', 'looser', 1, 1, 1), ('authority_limit', 'contradictory', 1, 1, 1),
       ('authentication', 'equal', 1, 0, 1);

INSERT INTO procedure_decision (decision_id, match_id, kind, left_key, right_key, subject, question, options,
                                recommended, recommendation, reason, concrete_case, contacts_a_month,
                                customers, minutes_a_month, cost_basis, owner_role, status, choice, value,
                                decided_by, decided_on, note, fingerprint)
VALUES ('D-AAAAAAAAAA', 1, 'rule', 'P03', 'F02', 'Handle a complaint: service level', 'Which deadline?',
        'product; financing; both; other', 'financing', 'answer within 24 hours', 'policy for sla',
        'a request on Friday', 236.7, 1900, NULL, '', 'Head of Care', 'open', NULL, NULL, NULL, NULL, NULL,
        'T-AAAAAAAAAA'),
       ('D-BBBBBBBBBB', 2, 'procedures', 'P07', 'F05', 'Change of address / Update customer data',
        'Are these one procedure?', 'one procedure; keep both; drop product; drop financing',
        'one procedure', 'write one procedure for both lines', 'similarity 0.52', 'a new address', 20, 150,
        NULL, '', 'Data Quality Lead', 'reopened', 'keep both', NULL, 'm.k.', '2027-01-11', 'for now',
        'T-BBBBBBBBBB'),
       ('D-CCCCCCCCCC', 1, 'steps', 'P03', 'F02', 'Handle a complaint: steps of financing only',
        'Shall product do these steps, too, or nobody?', 'both lines; only financing; drop',
        'only financing', 'financing keeps them', 'nothing says more', 'financing: send the receipt', 236.7,
        1900, 83.3, 'both lines: +1 steps', 'Head of Care', 'decided', 'both lines', NULL, 'm.k.',
        '2027-01-12', NULL, 'T-CCCCCCCCCC'),
       ('D-DDDDDDDDDD', 1, 'roles', 'P03', 'F02', 'Handle a complaint: roles',
        'Whose roles do the steps that the lines give to different ones?', 'product; financing; both', 'both',
        'each line keeps its role', 'the roles are of like rank',
        'Wait for the ombudsman: Agent in product, Complaints Officer in financing', 236.7, 1900, NULL, '',
        'Head of Care', 'open', NULL, NULL, NULL, NULL, NULL, 'T-DDDDDDDDDD');

INSERT INTO promise_conflict VALUES
       ('product', 'P03', 'Handle a complaint', 'Delay', 'May promise a call within an hour', 'financing',
        'F02', 'Complaint about a contract', 'sla', 'Call back', '24 hours',
        'a request on Monday 08:00 is due 09:00 in product, Tuesday 08:00 in financing', 166.7, 1400, 3);

INSERT INTO rule_finding VALUES
       (1, 'sla', 'gap', 'product P03: Call back: 24 hours; product P03: Acknowledge: 2 days',
        'product says nothing of a complaint of 500 EUR'),
       (1, 'authority_limit', 'step', 'product P03: Goodwill: 100 €',
        'the step says "Grant goodwill up to 200 €", the rule says 100 € (when: Goodwill)');
