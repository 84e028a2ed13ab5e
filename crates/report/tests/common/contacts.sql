INSERT INTO contact_volume (line, channel, direction, topic, month, contacts, handle_hours,
                            mean_handle_seconds, mean_wait_seconds, abandoned)
SELECT line, channel, CASE channel WHEN 'letter' THEN 'outbound' ELSE 'inbound' END, topic, month::DATE,
       n, n * seconds / 3600.0, seconds, CASE channel WHEN 'call' THEN 42.5 END,
       CASE channel WHEN 'call' THEN n // 20 ELSE 0 END
FROM (VALUES ('product', 'call', 'delivery date', 1200, 300), ('product', 'email', 'complaint', 400, 420),
             ('financing', 'call', 'early settlement', 900, 360), ('financing', 'chat', 'payment date', 250, 240),
             ('financing', 'letter', 'contract copy', 80, 600)) v(line, channel, topic, n, seconds),
     range(DATE '2026-07-01', DATE '2026-12-01', INTERVAL 1 MONTH) m(month);

INSERT INTO contact_hour (line, weekday, hour, contacts, inbound_calls, handle_hours)
SELECT line, weekday, hour, (base * (1 - abs(hour - 11) / 8.0))::BIGINT, 10, 5
FROM (VALUES ('product', 90), ('financing', 60)) l(line, base), range(1, 6) w(weekday), range(8, 19) h(hour);

INSERT INTO workload (line, month, contacts, handle_hours, peak_hour_calls)
SELECT line, month::DATE, n, n * 0.09 + month(month), 31
FROM (VALUES ('product', 1600), ('financing', 1230)) l(line, n),
     range(DATE '2026-07-01', DATE '2026-12-01', INTERVAL 1 MONTH) m(month);

INSERT INTO journey (first_line, first_topic, second_line, second_topic, contacts, customers, median_days)
VALUES ('product', 'delivery date', 'product', 'delivery date', 340, 210, 2),
       ('product', 'delivery date', 'financing', 'payment date', 85, 71, 1.5),
       ('financing', 'early settlement', 'product', 'complaint', 32, 30, 4),
       ('financing', 'payment date', 'financing', 'payment date', 120, 88, 3);

INSERT INTO promise_status (line, topic, given, kept, broken, overdue, pending, unknown)
VALUES ('product', 'complaint', 60, 38, 12, 6, 4, 0), ('product', 'delivery date', 117, 80, 20, 4, 6, 7),
       ('financing', 'early settlement', 75, 66, 5, 1, 3, 0);

INSERT INTO shared_topic (left_topic, right_topic, similarity, evidence, left_contacts, right_contacts, left_hours, right_hours)
VALUES ('complaint', 'Beschwerde', 0.71, 'matched procedures P03 and F02', 2000, 840, 233.3, 81.2),
       ('payment date', 'payment date', 1, 'same name', 310, 1250, 20.7, 83.3);
