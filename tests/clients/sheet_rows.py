"""The rows of a file of a spreadsheet, as somebody else's reader finds them: FILE. A list of lists of texts, as JSON;
a formula is told by its text, which begins with an equals sign and is marked as one."""

import csv
import json
import sys

import openpyxl


def workbook_rows(path):
    for row in openpyxl.load_workbook(path).worksheets[0].iter_rows():
        yield [["formula", cell.value] if cell.data_type == "f" else text_of(cell.value) for cell in row]


def text_of(value):
    if value is None:
        return ""
    return format(value, ".15g") if isinstance(value, float) else str(value)


def csv_rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file)


def main():
    path = sys.argv[1]
    rows = workbook_rows(path) if path.endswith(".xlsx") else csv_rows(path)
    json.dump(list(rows), sys.stdout)


main()
