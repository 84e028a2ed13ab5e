-- Ten customers: three that both lines know, four of product alone, three of financing alone;
-- product holds one of its customers twice.
INSERT INTO crosswalk (line, source, record_key, customer_id)
SELECT 'product', 'product_customers', 'P' || i, 'C' || i FROM range(1, 8) t(i)
UNION ALL SELECT 'product', 'product_customers', 'P7b', 'C7'
UNION ALL SELECT 'financing', 'financing_customers', 'F' || i, 'C' || i FROM range(5, 11) t(i);

INSERT INTO customer (customer_id, kind, surname)
SELECT 'C' || i, 'person', 'Geheimname' || i FROM range(1, 11) t(i);

INSERT INTO customer_record (line, source, record_key, surname, credit_limit)
SELECT 'financing', 'financing_customers', 'F' || i, 'Geheimname' || i, 987654
FROM range(5, 11) t(i);

INSERT INTO link_pair (left_key, right_key, match_weight, probability, decision, left_line, right_line)
VALUES ('P5', 'F5', 31.2, 0.9999, 'link', 'product', 'financing'),
       ('P6', 'F6', 18.4, 0.998, 'link', 'product', 'financing'),
       ('P7', 'F7', 12.1, 0.97, 'link', 'product', 'financing'),
       ('P7', 'P7b', 22.0, 0.999, 'link', 'product', 'product'),
       ('P3', 'F9', 5.5, 0.41, 'review', 'product', 'financing'),
       ('P2', 'F8', 3.9, 0.22, 'review', 'product', 'financing'),
       ('P1', 'F10', -9.3, 0.0001, 'distinct', 'product', 'financing');

INSERT INTO link_figure (name, value, unit)
VALUES ('link threshold', 0.93, 'probability'), ('review threshold', 0.1, 'probability'),
       ('expected precision', 0.9912, 'share'), ('prior of a match', 0.00000123, 'probability');

INSERT INTO link_parameter (comparison, position, level, m, u, h, match_weight)
VALUES ('surname', 1, 'same', 0.82, 0.0004, 0.9, 11.0),
       ('surname', 2, 'one typing error', 0.11, 0.002, 0.02, 5.8),
       ('surname', 3, 'different', 0.07, 0.9976, 0.08, -3.8),
       ('birth date', 1, 'same', 0.93, 0.00005, 0.01, 14.2),
       ('birth date', 2, 'day and month swapped', 0.03, 0.0001, 0.001, 8.2),
       ('birth date', 3, 'different', 0.04, 0.9998, 0.989, -4.6),
       ('income', 1, 'same', 0.5, 0.1, 0.1, 2.3);

INSERT INTO blocking_rule (rule, pairs, oversized_blocks, largest_block)
VALUES ('birth date + surname (sound)', 1204, 0, 12),
       ('e-mail address', 310, 0, 3),
       ('city', 984123, 14, 8120);

INSERT INTO relationship (kind, left_customer_id, right_customer_id, evidence)
VALUES ('household', 'C1', 'C2', 'same surname and address'),
       ('household', 'C8', 'C9', 'same surname and address'),
       ('co_borrower', 'C8', 'C9', 'agreement A1');

INSERT INTO consent (customer_id, channel, granted)
SELECT 'C' || i, channel, i % 3 = 0
FROM range(1, 11) t(i), (VALUES ('email'), ('phone'), ('post')) c(channel);

INSERT INTO suppression (customer_id, channel, reason, line)
SELECT customer_id, channel, 'marketing refused', 'product' FROM consent WHERE NOT granted;

INSERT INTO field_gain (line, field, customers, had, has, gained)
VALUES ('product', 'email', 7, 4, 6, 2), ('product', 'birth_date', 7, 5, 6, 1),
       ('product', 'mobile', 7, 3, 3, 0), ('product', 'credit_limit', 7, 0, 3, 3),
       ('financing', 'email', 6, 5, 6, 1), ('financing', 'birth_date', 6, 6, 6, 0),
       ('financing', 'mobile', 6, 2, 5, 3);

INSERT INTO control_total (stage, source, measure, row_count)
VALUES ('ingest', 'product_customers', 'read', 12), ('ingest', 'product_customers', 'accepted', 8),
       ('ingest', 'product_customers', 'quarantined', 2),
       ('ingest', 'product_customers', 'excluded: totals row', 2),
       ('ingest', 'financing_customers', 'read', 6), ('ingest', 'financing_customers', 'accepted', 6),
       ('ingest', 'financing_customers', 'quarantined', 0),
       ('link', 'customer_record', 'records', 14), ('link', 'customer_record', 'clustered', 14);

INSERT INTO quarantine (source, sheet, row_number, column_name, reason, value)
VALUES ('product_customers', 'Nord', 8, 'Customer No.', 'record_key already used in row 3', 'Geheimwert1'),
       ('product_customers', 'Nord', 9, 'Customer No.', 'record_key already used in row 4', 'Geheimwert2');

INSERT INTO value_issue (source, row_number, column_name, what, reason, value)
VALUES ('financing_customers', 4, 'Geburtsdatum', 'set_aside', 'not a date', 'Geheimwert3');

INSERT INTO source_file (source, line, entity, file, bytes, blake3, format, unmapped)
VALUES ('product_customers', 'product', 'customer', 'data/customers.xlsx', 18234, 'ab12', 'xlsx, 2 sheets, header in row 3', 'Bemerkung'),
       ('financing_customers', 'financing', 'customer', 'data/kunden.csv', 9120, 'cd34', 'csv, windows-1252, ;', '');

INSERT INTO link_example (example, left_source, left_key, right_source, right_key, position, step, comparison, level, match_weight, probability)
VALUES ('weakest_linked', 'product_customers', 'P7', 'financing_customers', 'F7', 1, 'prior', NULL, NULL, -19.6, 0.00000123),
       ('weakest_linked', 'product_customers', 'P7', 'financing_customers', 'F7', 2, 'comparison', 'surname', 'same', 11.0, 0.0026),
       ('weakest_linked', 'product_customers', 'P7', 'financing_customers', 'F7', 3, 'comparison', 'birth_date', 'day and month swapped', 8.2, 0.43),
       ('weakest_linked', 'product_customers', 'P7', 'financing_customers', 'F7', 4, 'comparison', 'income', 'same', 7.5, 0.9928),
       ('weakest_linked', 'product_customers', 'P7', 'financing_customers', 'F7', 5, 'comparison', 'email', 'missing', 0, 0.9928),
       ('weakest_linked', 'product_customers', 'P7', 'financing_customers', 'F7', 6, 'dependence', NULL, NULL, -2.1, 0.97),
       ('strongest_for_review', 'product_customers', 'P3', 'financing_customers', 'F9', 1, 'prior', NULL, NULL, -19.6, 0.00000123),
       ('strongest_for_review', 'product_customers', 'P3', 'financing_customers', 'F9', 2, 'comparison', 'surname', 'different', -3.8, 0.00000009),
       ('strongest_for_review', 'product_customers', 'P3', 'financing_customers', 'F9', 3, 'comparison', 'email', 'same', 22.9, 0.41),
       ('strongest_apart', 'product_customers', 'P1', 'product_customers', 'P2', 1, 'prior', NULL, NULL, -19.6, 0.00000123),
       ('strongest_apart', 'product_customers', 'P1', 'product_customers', 'P2', 2, 'comparison', 'surname', 'same', 11.0, 0.0026);
