#!/usr/bin/env python3
"""Turns the two customer exports of a synthetic engagement into flat files that any tool can read.

    flatten.py ENGAGEMENT FOLDER    # writes FOLDER/left.csv, right.csv and truth.csv

Both tools of the comparison start from the same two files, in which nothing is mended: only the
columns get the same names and order, and dates that can be read become ISO dates. Rows that are no
customer are left out, as an import would refuse them: another number of cells than the header, no
key, a key seen before, totals. A workbook needs openpyxl; everything else is the standard library.
"""

import codecs
import csv
import datetime
import re
import sys
from pathlib import Path

COLUMNS = ("record_key", "given_name", "surname", "organisation", "birth_date", "email", "phone",
           "mobile", "street", "postcode", "city", "identity_number")

# The export's columns for each of ours; several are joined by a space. The engagement's mappings
# (mappings/product_customers.toml, mappings/financing_customers.toml) say the same.
PRODUCT = (["Customer No."], ["First name"], ["Last name"], ["Company"], ["DOB"], ["E-mail"],
           ["Phone"], ["Mobile"], ["Street", "No"], ["ZIP"], ["City"], ["VAT ID"])
FINANCING = (["KdNr"], ["Vorname"], ["Nachname"], ["Firma"], ["Geburtsdatum"], ["E-Mail"],
             ["Telefon 1"], ["Telefon 2"], ["Straße Hausnr."], ["PLZ"], ["Ort"],
             ["Steuer-ID / USt-ID"])

# Five bytes have no meaning in windows-1252; browsers read them as the control characters they are.
codecs.register_error("as browsers", lambda e: (e.object[e.start:e.end].decode("latin-1"), e.end))


def text_rows(path, encoding, delimiter):
    """The rows of a text, header first; those with another number of cells are left out."""
    with open(path, encoding=encoding, errors="as browsers", newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        header = next(rows)
        yield header
        yield from (row for row in rows if len(row) == len(header))


def workbook_tables(path, key):
    """The rows of each sheet of a workbook, from the row that holds the key's column name on."""
    import openpyxl

    for sheet in openpyxl.load_workbook(path, read_only=True):
        cells = sheet.iter_rows(values_only=True)
        rows = (["" if cell is None else str(cell) for cell in row] for row in cells)
        header = next(row for row in rows if key in row)
        yield header, rows


def product_tables(engagement):
    """Small engagements hold the product line's customers as a workbook, large ones as text."""
    workbook = engagement / "data/product/customers.xlsx"
    if workbook.exists():
        yield from workbook_tables(workbook, PRODUCT[0][0])
    else:
        rows = text_rows(engagement / "data/product/customers.csv", "utf-8", ",")
        yield next(rows), rows


def financing_tables(engagement):
    rows = text_rows(engagement / "data/financing/kunden.csv", "windows-1252", ";")
    yield next(rows), rows


def iso_date(text):
    """31.12.1980 and Excel's moments as 1980-12-31; what is no date of the calendar stays."""
    iso = re.sub(r"^(\d{2})\.(\d{2})\.(\d{4})$", r"\3-\2-\1", text).removesuffix(" 00:00:00")
    try:
        return datetime.date.fromisoformat(iso).isoformat()
    except ValueError:
        return text


def write_flat(tables, wanted, path):
    keys = set()
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for header, rows in tables:
            places = [[header.index(name) for name in names] for names in wanted]
            for row in rows:
                flat = [" ".join(filter(None, (row[p].strip() for p in ps))) for ps in places]
                key = flat[0]
                if not key.isdigit() or key in keys:
                    continue
                keys.add(key)
                flat[4] = iso_date(flat[4])
                out.writerow(flat)
    return len(keys)


def write_truth(engagement, path):
    """The person behind each record, under the names of the flat files."""
    flat = {"product_customers": "left", "financing_customers": "right"}
    with open(engagement / "truth/records.csv", encoding="utf-8", newline="") as file, \
         open(path, "w", encoding="utf-8", newline="") as output:
        out = csv.writer(output, lineterminator="\n")
        out.writerow(("source", "record_key", "person_id"))
        for row in csv.DictReader(file):
            if row["source"] in flat:
                out.writerow((flat[row["source"]], row["record_key"], row["person_id"]))


def main():
    engagement, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    left = write_flat(product_tables(engagement), PRODUCT, folder / "left.csv")
    right = write_flat(financing_tables(engagement), FINANCING, folder / "right.csv")
    write_truth(engagement, folder / "truth.csv")
    print(f"{folder}: {left:,} + {right:,} records", file=sys.stderr)


if __name__ == "__main__":
    main()
